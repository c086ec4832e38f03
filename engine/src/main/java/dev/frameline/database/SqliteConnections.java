package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.FramelineException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/** Opens SQLite connections as a node needs them. */
final class SqliteConnections {

	/** KiB of page cache a connection; SQLite takes a negative number as KiB. */
	private static final int CACHE = -16_000;

	/** Milliseconds for which a foreign reader's recovery may hold SQLite's write lock. */
	static final int BUSY_TIMEOUT = 1000;

	/** The first release in which a checkpoint cannot lose frames to a WAL reset. */
	private static final String OLDEST_SQLITE = "3.51.3";

	private SqliteConnections() {
	}

	/**
	 * A connection that may write. It never checkpoints by itself.
	 * @param synchronous NORMAL where a log is forced behind it, FULL otherwise
	 */
	static Connection openWriter(Path path, SynchronousMode synchronous) throws SQLException {
		SQLiteConfig config = config();
		config.setSynchronous(synchronous);
		Connection connection = config.createConnection("jdbc:sqlite:" + path);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA wal_autocheckpoint=0");
		}
		return connection;
	}

	/** A connection that cannot write. */
	static Connection openReader(Path path) throws SQLException {
		SQLiteConfig config = config();
		config.setReadOnly(true);
		return config.createConnection("jdbc:sqlite:" + path);
	}

	private static SQLiteConfig config() {
		SQLiteConfig config = new SQLiteConfig();
		config.enforceForeignKeys(true);
		config.setBusyTimeout(BUSY_TIMEOUT);
		config.setCacheSize(CACHE);
		// What a large UPDATE has to be able to undo would otherwise stand in memory as a whole
		config.setTempStore(TempStore.FILE);
		return config;
	}

	static void requireSoundSqlite(String name, Connection connection) throws SQLException {
		String version = queryText(connection, "SELECT sqlite_version()");
		if (Runtime.Version.parse(version).compareTo(Runtime.Version.parse(OLDEST_SQLITE)) < 0) {
			throw new FramelineException("Database '" + name + "': expected SQLite " + OLDEST_SQLITE
					+ " or later, found " + version + ", in which a checkpoint can lose commits. Raise the version of"
					+ " org.xerial:sqlite-jdbc.");
		}
	}

	static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	static String queryText(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			return rows.next() ? rows.getString(1) : "";
		}
	}

}
