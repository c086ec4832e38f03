package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The metadata of a routed connection. Asking for what is constant borrows nothing. */
final class RoutedMetaData extends DelegatingDatabaseMetaData {

	private final RoutedConnection connection;

	private final String url;

	RoutedMetaData(RoutedConnection connection, DatabaseMetaData constants) throws SQLException {
		super(constants);
		this.connection = connection;
		this.url = constants.getURL();
	}

	@Override
	public Connection getConnection() {
		return this.connection;
	}

	@Override
	public String getURL() {
		return this.url;
	}

	@Override
	public boolean isReadOnly() throws SQLException {
		return this.connection.isReadOnly();
	}

	@Override
	ResultSet rows(Query query) throws SQLException {
		Outcome outcome = this.connection.run(new Execution() {

			@Override
			public String sql() {
				return "";
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

}
