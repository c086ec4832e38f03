package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.NullUnmarked;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4DatabaseMetaData;

/**
 * The metadata of a routed connection. What is constant the driver's own class answers, without SQL, and borrows
 * nothing; so the raw connection that it is given is never used. Whatever answers rows runs SQL, and is routed like a
 * query of the application.
 */
@NullUnmarked
final class RoutedMetaData extends JDBC4DatabaseMetaData {

	private final RoutedConnection connection;

	/** @param raw where it is asked for constants alone */
	RoutedMetaData(RoutedConnection connection, SQLiteConnection raw) {
		super(raw);
		this.connection = connection;
	}

	@Override
	public Connection getConnection() {
		return this.connection;
	}

	@Override
	public boolean isReadOnly() throws SQLException {
		return this.connection.isReadOnly();
	}

	/** Not of JDBC: the driver's statements use it for themselves. */
	@Override
	public ResultSet getGeneratedKeys() throws SQLException {
		throw Failures.unsupported("generated keys of a connection");
	}

	@Override
	public ResultSet getAttributes(String catalog, String schema, String type, String attribute) throws SQLException {
		return rows((metaData) -> metaData.getAttributes(catalog, schema, type, attribute));
	}

	@Override
	public ResultSet getBestRowIdentifier(String catalog, String schema, String table, int scope, boolean nullable)
			throws SQLException {
		return rows((metaData) -> metaData.getBestRowIdentifier(catalog, schema, table, scope, nullable));
	}

	@Override
	public ResultSet getCatalogs() throws SQLException {
		return rows((metaData) -> metaData.getCatalogs());
	}

	@Override
	public ResultSet getClientInfoProperties() throws SQLException {
		return rows((metaData) -> metaData.getClientInfoProperties());
	}

	@Override
	public ResultSet getColumnPrivileges(String catalog, String schema, String table, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getColumnPrivileges(catalog, schema, table, column));
	}

	@Override
	public ResultSet getColumns(String catalog, String schema, String table, String column) throws SQLException {
		return rows((metaData) -> metaData.getColumns(catalog, schema, table, column));
	}

	@Override
	public ResultSet getCrossReference(String parentCatalog, String parentSchema, String parentTable,
			String foreignCatalog, String foreignSchema, String foreignTable) throws SQLException {
		return rows((metaData) -> metaData.getCrossReference(parentCatalog, parentSchema, parentTable,
				foreignCatalog, foreignSchema, foreignTable));
	}

	@Override
	public ResultSet getExportedKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getExportedKeys(catalog, schema, table));
	}

	@Override
	public ResultSet getFunctionColumns(String catalog, String schema, String function, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getFunctionColumns(catalog, schema, function, column));
	}

	@Override
	public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getFunctions(catalog, schema, name));
	}

	@Override
	public ResultSet getImportedKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getImportedKeys(catalog, schema, table));
	}

	@Override
	public ResultSet getIndexInfo(String catalog, String schema, String table, boolean unique, boolean approximate)
			throws SQLException {
		return rows((metaData) -> metaData.getIndexInfo(catalog, schema, table, unique, approximate));
	}

	@Override
	public ResultSet getPrimaryKeys(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getPrimaryKeys(catalog, schema, table));
	}

	@Override
	public ResultSet getProcedureColumns(String catalog, String schema, String procedure, String column)
			throws SQLException {
		return rows((metaData) -> metaData.getProcedureColumns(catalog, schema, procedure, column));
	}

	@Override
	public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getProcedures(catalog, schema, name));
	}

	@Override
	public ResultSet getPseudoColumns(String catalog, String schema, String table, String column) throws SQLException {
		return rows((metaData) -> metaData.getPseudoColumns(catalog, schema, table, column));
	}

	@Override
	public ResultSet getSchemas() throws SQLException {
		return rows((metaData) -> metaData.getSchemas());
	}

	@Override
	public ResultSet getSchemas(String catalog, String schema) throws SQLException {
		return rows((metaData) -> metaData.getSchemas(catalog, schema));
	}

	@Override
	public ResultSet getSuperTables(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getSuperTables(catalog, schema, table));
	}

	@Override
	public ResultSet getSuperTypes(String catalog, String schema, String name) throws SQLException {
		return rows((metaData) -> metaData.getSuperTypes(catalog, schema, name));
	}

	@Override
	public ResultSet getTablePrivileges(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getTablePrivileges(catalog, schema, table));
	}

	@Override
	public ResultSet getTableTypes() throws SQLException {
		return rows((metaData) -> metaData.getTableTypes());
	}

	@Override
	public ResultSet getTables(String catalog, String schema, String table, String[] types) throws SQLException {
		return rows((metaData) -> metaData.getTables(catalog, schema, table, types));
	}

	@Override
	public ResultSet getTypeInfo() throws SQLException {
		return rows((metaData) -> metaData.getTypeInfo());
	}

	@Override
	public ResultSet getUDTs(String catalog, String schema, String type, int[] types) throws SQLException {
		return rows((metaData) -> metaData.getUDTs(catalog, schema, type, types));
	}

	@Override
	public ResultSet getVersionColumns(String catalog, String schema, String table) throws SQLException {
		return rows((metaData) -> metaData.getVersionColumns(catalog, schema, table));
	}

	private ResultSet rows(Query query) throws SQLException {
		Outcome outcome = this.connection.run(new Execution() {

			@Override
			public String sql() {
				return "";
			}

			@Override
			public SqlKind kind() {
				return SqlKind.READS_OR_WRITES;
			}

			@Override
			public boolean isBatch() {
				return false;
			}

			@Override
			public Outcome on(Handle handle) throws SQLException {
				ResultSet rows = query.run(handle.raw().getMetaData());
				return Outcome.rows(rows, null, rows::close).detach();
			}

		});
		ResultSet rows = outcome.rows();
		if (rows == null) {
			throw new SQLException("The driver gave no rows about the schema");
		}
		return rows;
	}

	/** Asks the metadata of the connection that routing decides for. */
	private interface Query {

		ResultSet run(DatabaseMetaData metaData) throws SQLException;

	}

}
