package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Begins and ends read transactions on a raw reader, with statements that stay prepared. {@code BEGIN} alone takes no
 * snapshot; touching the schema does.
 */
final class ReadTransactions {

	private final PreparedStatement begin;

	private final PreparedStatement touch;

	private final PreparedStatement rollback;

	/** To be made inside a step of the guard: preparing reads the schema. Closed with the connection. */
	ReadTransactions(Connection raw) throws SQLException {
		this.begin = raw.prepareStatement("BEGIN");
		this.touch = raw.prepareStatement("SELECT 1 FROM sqlite_schema LIMIT 1");
		this.rollback = raw.prepareStatement("ROLLBACK");
	}

	/** Begins, with a snapshot taken. */
	void begin() throws SQLException {
		this.begin.execute();
		try (ResultSet rows = this.touch.executeQuery()) {
			rows.next();
		}
		catch (SQLException ex) {
			end();
			throw ex;
		}
	}

	void end() throws SQLException {
		this.rollback.execute();
	}

}
