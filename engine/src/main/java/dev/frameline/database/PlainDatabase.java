package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import dev.frameline.world.World;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file that nothing replicates, with the same good defaults: WAL mode, foreign keys, a WAL that is kept
 * small, and every commit forced, because no log is.
 */
public final class PlainDatabase implements AutoCloseable {

	private final String name;

	private final Path path;

	private final Connection writer;

	private final OpenGuard guard = new OpenGuard();

	private final PlainWal wal;

	private final Checkpoints checkpoints;

	private final Lane lane;

	private PlainDatabase(String name, Path path, Connection writer, World world, WalLimits limits,
			Snapshots snapshots) {
		this.name = name;
		this.path = path;
		this.writer = writer;
		this.wal = new PlainWal(name, writer, world.disk(), OwnedFile.sibling(path, "-wal"));
		this.checkpoints = new Checkpoints(name, world, limits, snapshots, this.wal);
		this.lane = new Lane(world.time(), () -> true, this.checkpoints);
	}

	/**
	 * Opens the file, creating it if it is absent.
	 * @param limits of its WAL
	 * @param snapshots what the readers of this file hold
	 * @throws NotADatabaseException if it is something else
	 * @throws SQLException if another process keeps it from being changed to WAL mode
	 */
	public static PlainDatabase open(String name, Path path, World world, WalLimits limits, Snapshots snapshots)
			throws SQLException {
		try {
			PlainDatabase database = new PlainDatabase(name, path, openSqlite(name, path), world, limits, snapshots);
			database.changed();
			return database;
		}
		catch (SQLiteException ex) {
			if (ex.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
				throw new NotADatabaseException("Database '" + name + "': expected " + path
						+ " to be a SQLite database, but SQLite says: " + ex.getMessage() + ". Name another path.", ex);
			}
			throw ex;
		}
	}

	private static Connection openSqlite(String name, Path path) throws SQLException {
		Connection writer = SqliteConnections.openWriter(path, SynchronousMode.FULL);
		try {
			SqliteConnections.requireSoundSqlite(name, writer);
			SqliteConnections.execute(writer, "PRAGMA journal_mode=WAL");
			return writer;
		}
		catch (SQLException | RuntimeException ex) {
			try (writer) {
				throw ex;
			}
		}
	}

	public String name() {
		return this.name;
	}

	public Lane lane() {
		return this.lane;
	}

	public Guard guard() {
		return this.guard;
	}

	/** The one connection that writes. */
	public Connection writer() {
		return this.writer;
	}

	/** A physically read-only connection. */
	public Connection openReader() throws SQLException {
		return SqliteConnections.openReader(this.path);
	}

	/** Something was committed. Called after SQLite's {@code COMMIT}, in its turn. */
	public void committed(Lane.Turn turn) {
		requireTurn(turn);
		this.guard.published();
		changed();
	}

	/** A transaction was rolled back, which may have spilled into the WAL. In its turn. */
	public void rolledBack(Lane.Turn turn) {
		requireTurn(turn);
		changed();
	}

	private void changed() {
		this.wal.measure();
		this.checkpoints.changed();
	}

	/** As {@link LocalDatabase#makeRoom}. */
	public boolean makeRoom(Lane.Turn turn) {
		requireTurn(turn);
		return this.checkpoints.makeRoom(turn);
	}

	/** As {@link LocalDatabase#closing()}. */
	public void closing() {
		this.checkpoints.close();
	}

	private void requireTurn(Lane.Turn turn) {
		if (!turn.isCurrent()) {
			throw new IllegalStateException("Database '" + this.name + "': '" + turn.holder() + "' has no turn");
		}
	}

	@Override
	public void close() throws SQLException {
		closing();
		this.writer.close();
	}

}
