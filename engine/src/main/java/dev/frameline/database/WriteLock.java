package dev.frameline.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * SQLite's write lock, held by a connection that runs no transaction of its own. It ends with the {@code COMMIT} of the
 * empty one: {@code ROLLBACK} would copy the header of that moment into the connection, which then takes its stale page
 * cache for current.
 *
 * <p>It is also the anchor: as long as it is open, no other process is the last to close the file and removes
 * {@code -wal}.
 */
final class WriteLock implements AutoCloseable {

	private final Connection connection;

	WriteLock(Connection connection) {
		this.connection = connection;
	}

	/** Runs {@code action} while the lock is held. */
	void run(LockedAction action) throws SQLException, IOException {
		SqliteConnections.execute(this.connection, "BEGIN IMMEDIATE");
		try {
			action.run();
		}
		finally {
			SqliteConnections.execute(this.connection, "COMMIT");
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

	@FunctionalInterface
	interface LockedAction {

		void run() throws SQLException, IOException;

	}

}
