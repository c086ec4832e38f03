package dev.frameline.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/** What JDBC asks of a connection that SQLite has not, has only one of, or answers by nothing. */
abstract class PlainConnection implements Connection {

	private int networkTimeout;

	@Override
	public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
		checkOpen();
		this.networkTimeout = milliseconds;
	}

	@Override
	public int getNetworkTimeout() throws SQLException {
		checkOpen();
		return this.networkTimeout;
	}

	@Override
	public int getHoldability() throws SQLException {
		checkOpen();
		return ResultSet.CLOSE_CURSORS_AT_COMMIT;
	}

	@Override
	public void setHoldability(int holdability) throws SQLException {
		checkOpen();
		checkCursor(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
	}

	@Override
	public String nativeSQL(String sql) {
		return sql;
	}

	@Override
	public @Nullable SQLWarning getWarnings() throws SQLException {
		checkOpen();
		return null;
	}

	@Override
	public void clearWarnings() throws SQLException {
		checkOpen();
	}

	@Override
	public @Nullable String getCatalog() throws SQLException {
		checkOpen();
		return null;
	}

	@Override
	public void setCatalog(String catalog) throws SQLException {
		checkOpen();
	}

	@Override
	public @Nullable String getSchema() throws SQLException {
		checkOpen();
		return null;
	}

	@Override
	public void setSchema(String schema) throws SQLException {
		checkOpen();
	}

	@Override
	public Map<String, Class<?>> getTypeMap() throws SQLException {
		checkOpen();
		return Map.of();
	}

	@Override
	public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
		throw Failures.unsupported("type maps");
	}

	@Override
	public @Nullable String getClientInfo(String name) throws SQLException {
		checkOpen();
		return null;
	}

	@Override
	public Properties getClientInfo() throws SQLException {
		checkOpen();
		return new Properties();
	}

	@Override
	public void setClientInfo(String name, String value) throws SQLClientInfoException {
		throw new SQLClientInfoException("SQLite has no client info", Map.of());
	}

	@Override
	public void setClientInfo(Properties properties) throws SQLClientInfoException {
		throw new SQLClientInfoException("SQLite has no client info", Map.of());
	}

	@Override
	public CallableStatement prepareCall(String sql) throws SQLException {
		throw Failures.unsupported("stored procedures");
	}

	@Override
	public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
		throw Failures.unsupported("stored procedures");
	}

	@Override
	public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
		throw Failures.unsupported("stored procedures");
	}

	@Override
	public Blob createBlob() throws SQLException {
		throw Failures.unsupported("large objects apart from BLOB values; use setBytes");
	}

	@Override
	public Clob createClob() throws SQLException {
		throw Failures.unsupported("large objects apart from TEXT values; use setString");
	}

	@Override
	public NClob createNClob() throws SQLException {
		throw Failures.unsupported("large objects apart from TEXT values; use setString");
	}

	@Override
	public SQLXML createSQLXML() throws SQLException {
		throw Failures.unsupported("XML type");
	}

	@Override
	public Array createArrayOf(String type, Object[] elements) throws SQLException {
		throw Failures.unsupported("arrays");
	}

	@Override
	public Struct createStruct(String type, Object[] attributes) throws SQLException {
		throw Failures.unsupported("structured types");
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

	static void checkCursor(int type, int concurrency, int holdability) throws SQLException {
		if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY
				|| holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
			throw Failures.unsupported("cursors but forward-only, read-only ones that are closed at commit");
		}
	}

	/** @throws SQLException if the connection is closed */
	abstract void checkOpen() throws SQLException;

}
