package dev.frameline.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SQLite's checkpoint, in the two steps that never wait: {@code PASSIVE} copies what readers allow, and
 * {@code TRUNCATE} follows only when that was all, so that it finds nothing to wait for but readers that it may give
 * way to. {@code RESTART} and {@code FULL} would wait for writers and gain nothing.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_wal_checkpoint">PRAGMA wal_checkpoint</a>
 */
final class WalCheckpoint {

	private WalCheckpoint() {
	}

	/**
	 * Copies what readers allow.
	 * @param writer no transaction runs on it
	 * @return whether all of the WAL stands in the database file
	 */
	static boolean copy(Connection writer) throws SQLException {
		try (Statement statement = writer.createStatement();
				ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
			return row.next() && row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
		}
	}

	/**
	 * Empties a WAL of which all was copied, unless somebody reads from it.
	 * @return whether it is empty now
	 */
	static boolean empty(Connection writer) throws SQLException {
		SqliteConnections.execute(writer, "PRAGMA busy_timeout=0");
		try (Statement statement = writer.createStatement();
				ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
			return row.next() && row.getInt(1) == 0;
		}
		finally {
			SqliteConnections.execute(writer, "PRAGMA busy_timeout=" + SqliteConnections.BUSY_TIMEOUT);
		}
	}

}
