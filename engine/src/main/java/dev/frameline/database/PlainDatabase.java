package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file that nothing replicates, with the same good defaults: WAL mode, foreign keys, and every commit forced,
 * because no log is.
 */
public final class PlainDatabase implements AutoCloseable {

	private final Path path;

	private final Connection writer;

	private PlainDatabase(Path path, Connection writer) {
		this.path = path;
		this.writer = writer;
	}

	/**
	 * Opens the file, creating it if it is absent.
	 * @throws NotADatabaseException if it is something else
	 * @throws SQLException if another process keeps it from being changed to WAL mode
	 */
	public static PlainDatabase open(String name, Path path) throws SQLException {
		try {
			return openSqlite(name, path);
		}
		catch (SQLiteException ex) {
			if (ex.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
				throw new NotADatabaseException("Database '" + name + "': expected " + path
						+ " to be a SQLite database, but SQLite says: " + ex.getMessage() + ". Name another path.", ex);
			}
			throw ex;
		}
	}

	private static PlainDatabase openSqlite(String name, Path path) throws SQLException {
		Connection writer = SqliteConnections.openWriter(path, SynchronousMode.FULL);
		try {
			SqliteConnections.requireSoundSqlite(name, writer);
			SqliteConnections.execute(writer, "PRAGMA journal_mode=WAL");
			SqliteConnections.execute(writer, "PRAGMA wal_autocheckpoint=1000");
			return new PlainDatabase(path, writer);
		}
		catch (SQLException | RuntimeException ex) {
			try (writer) {
				throw ex;
			}
		}
	}

	/** The one connection that writes. */
	public Connection writer() {
		return this.writer;
	}

	/** A physically read-only connection. */
	public Connection openReader() throws SQLException {
		return SqliteConnections.openReader(this.path);
	}

	@Override
	public void close() throws SQLException {
		this.writer.close();
	}

}
