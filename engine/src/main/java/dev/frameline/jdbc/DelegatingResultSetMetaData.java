package dev.frameline.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Passes everything on to the driver's description of columns. */
class DelegatingResultSetMetaData implements ResultSetMetaData {

	private final ResultSetMetaData columns;

	DelegatingResultSetMetaData(ResultSetMetaData columns) {
		this.columns = columns;
	}

	@Override
	public String getCatalogName(int column) throws SQLException {
		return this.columns.getCatalogName(column);
	}

	@Override
	public String getColumnClassName(int column) throws SQLException {
		return this.columns.getColumnClassName(column);
	}

	@Override
	public int getColumnCount() throws SQLException {
		return this.columns.getColumnCount();
	}

	@Override
	public int getColumnDisplaySize(int column) throws SQLException {
		return this.columns.getColumnDisplaySize(column);
	}

	@Override
	public String getColumnLabel(int column) throws SQLException {
		return this.columns.getColumnLabel(column);
	}

	@Override
	public String getColumnName(int column) throws SQLException {
		return this.columns.getColumnName(column);
	}

	@Override
	public int getColumnType(int column) throws SQLException {
		return this.columns.getColumnType(column);
	}

	@Override
	public String getColumnTypeName(int column) throws SQLException {
		return this.columns.getColumnTypeName(column);
	}

	@Override
	public int getPrecision(int column) throws SQLException {
		return this.columns.getPrecision(column);
	}

	@Override
	public int getScale(int column) throws SQLException {
		return this.columns.getScale(column);
	}

	@Override
	public String getSchemaName(int column) throws SQLException {
		return this.columns.getSchemaName(column);
	}

	@Override
	public String getTableName(int column) throws SQLException {
		return this.columns.getTableName(column);
	}

	@Override
	public boolean isAutoIncrement(int column) throws SQLException {
		return this.columns.isAutoIncrement(column);
	}

	@Override
	public boolean isCaseSensitive(int column) throws SQLException {
		return this.columns.isCaseSensitive(column);
	}

	@Override
	public boolean isCurrency(int column) throws SQLException {
		return this.columns.isCurrency(column);
	}

	@Override
	public boolean isDefinitelyWritable(int column) throws SQLException {
		return this.columns.isDefinitelyWritable(column);
	}

	@Override
	public int isNullable(int column) throws SQLException {
		return this.columns.isNullable(column);
	}

	@Override
	public boolean isReadOnly(int column) throws SQLException {
		return this.columns.isReadOnly(column);
	}

	@Override
	public boolean isSearchable(int column) throws SQLException {
		return this.columns.isSearchable(column);
	}

	@Override
	public boolean isSigned(int column) throws SQLException {
		return this.columns.isSigned(column);
	}

	@Override
	public boolean isWritable(int column) throws SQLException {
		return this.columns.isWritable(column);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return type.isInstance(this);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		if (type.isInstance(this)) {
			return type.cast(this);
		}
		throw Failures.noDoor(type);
	}

}
