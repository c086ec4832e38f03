package dev.frameline.write;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The TEMP objects of the writer, which belong to whoever holds the lane. */
final class TempObjects {

	private TempObjects() {
	}

	/**
	 * Drops them all, outside a transaction and with no statement open. SQLite does so when it is told to keep them
	 * elsewhere, and reads neither the file nor its schema for it; so it can be done while a commit is tentative.
	 *
	 * @see <a href="https://www.sqlite.org/pragma.html#pragma_temp_store">PRAGMA temp_store</a>
	 */
	static void drop(Connection raw) throws SQLException {
		try (Statement statement = raw.createStatement()) {
			int store = store(statement);
			statement.execute("PRAGMA temp_store = " + ((store == 1) ? 2 : 1));
			statement.execute("PRAGMA temp_store = " + store);
		}
	}

	private static int store(Statement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery("PRAGMA temp_store")) {
			return rows.getInt(1);
		}
	}

}
