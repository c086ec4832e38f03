package dev.frameline.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The rows of every benchmark. They fit into SQLite's page cache, so that nothing hides what a read costs besides
 * SQLite's own work.
 */
final class Notes {

	static final int COUNT = 10_000;

	static final String BY_ID = "SELECT text FROM note WHERE id = ?";

	static final String FROM_ID = "SELECT id, text FROM note WHERE id >= ? ORDER BY id LIMIT ?";

	static final String INSERT = "INSERT INTO note (text) VALUES (?)";

	private static final String TEXT = "a note of some eighty letters, which is about what people write in one go, or so ";

	private Notes() {
	}

	/** Makes a database file with all of them, as plain SQLite would leave it. */
	static void write(Path file) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
				for (int i = 0; i < COUNT; i++) {
					insert.setString(1, TEXT + i);
					insert.addBatch();
				}
				insert.executeBatch();
			}
			connection.commit();
		}
	}

	/** The id of any of them. */
	static long anyId() {
		return ThreadLocalRandom.current().nextLong(COUNT) + 1;
	}

	/** An id that {@code rows} others follow. */
	static long anyIdBefore(int rows) {
		return ThreadLocalRandom.current().nextLong(COUNT - rows) + 1;
	}

	static String anyText() {
		return TEXT + anyId();
	}

}
