package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import dev.frameline.wal.Frame;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Makes a SQLite file ready to be owned: alone, recovered, in WAL mode, without a {@code -wal}, closed and durable.
 * Its bytes are then a base.
 *
 * <p>That nobody else has it open is proved twice. {@link OpenFiles} finds the idle ones, where the operating system
 * tells; and a connection in exclusive locking mode, which gets its lock only when no other connection reads, writes,
 * or is connected in WAL mode, makes the change.
 *
 * <p>The header is read between two such connections and never before the first: closing a descriptor of a file drops
 * all locks that this process has on it, also those of an application's own connection.
 */
public final class Adoption {

	private static final int BUSY_MILLIS = 500;

	private final String name;

	private final Path path;

	private final Disk disk;

	private Adoption(String name, Path path, Disk disk) {
		this.name = name;
		this.path = path;
		this.disk = disk;
	}

	/**
	 * Adopts the database at {@code path}. One that is absent or empty becomes a database of one page.
	 * @param name the database's name
	 * @throws DatabaseInUseException if a process or connection has it open
	 * @throws NotADatabaseException if it is something else
	 * @throws UnsupportedDatabaseException if it is a database that cannot be replicated; only what SQLite does at
	 * every opening was done to it: a hot journal is rolled back, a {@code -wal} checkpointed
	 */
	public static void adopt(String name, Path path, World world) throws IOException, SQLException {
		Adoption adoption = new Adoption(name, path, world.disk());
		adoption.refuseWhileOpen(OpenFiles.holders(path));
		adoption.takeOver();
	}

	/** Everything but the question to the operating system. */
	static void takeOver(String name, Path path, Disk disk) throws IOException, SQLException {
		new Adoption(name, path, disk).takeOver();
	}

	private void refuseWhileOpen(List<Long> holders) {
		if (holders.isEmpty()) {
			return;
		}
		long own = ProcessHandle.current().pid();
		throw new DatabaseInUseException(inUse((holders.contains(own)) ? "this process has it open already"
				: "it is open in " + ((holders.size() == 1) ? "process " : "processes ")
						+ String.join(", ", holders.stream().map(String::valueOf).toList())));
	}

	private void takeOver() throws IOException, SQLException {
		Path directory = this.path.toAbsolutePath().getParent();
		this.disk.createDirectories(directory);
		if (this.disk.exists(this.path) && this.disk.size(this.path) > 0) {
			alone("PRAGMA wal_checkpoint(TRUNCATE)");
			DatabaseHeader.read(this.name, this.path, this.disk);
		}
		alone("PRAGMA page_size=" + Frame.PAGE_SIZE, "PRAGMA journal_mode=WAL", "PRAGMA wal_checkpoint(TRUNCATE)");
		requireBase();
		try (DiskFile file = this.disk.open(this.path)) {
			file.force();
		}
		this.disk.forceDirectory(directory);
	}

	private void alone(String... statements) throws IOException, SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_MILLIS);
		try (Connection connection = config.createConnection("jdbc:sqlite:" + this.path);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA locking_mode=EXCLUSIVE");
			if (this.disk.size(this.path) > 0) {
				statement.execute("BEGIN EXCLUSIVE");
				statement.execute("COMMIT");
			}
			for (String each : statements) {
				run(statement, each);
			}
		}
		catch (SQLiteException ex) {
			throw translate(ex);
		}
	}

	/** A mode change or checkpoint that is not possible is told in a row, not by an exception. */
	private void run(Statement statement, String pragma) throws SQLException {
		if (!statement.execute(pragma)) {
			return;
		}
		try (ResultSet result = statement.getResultSet()) {
			boolean checkpoint = pragma.contains("checkpoint");
			if (result.next() && ((checkpoint) ? result.getInt(1) != 0 : !result.getString(1).equals("wal"))) {
				throw new DatabaseInUseException(inUse("'" + pragma + "' was answered with " + result.getString(1)));
			}
		}
	}

	private SQLException translate(SQLiteException ex) throws IOException {
		SQLiteErrorCode code = ex.getResultCode();
		int primary = code.code & 0xff;
		if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
			throw new DatabaseInUseException(inUse("another connection holds a lock on it"), ex);
		}
		if (primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
			DatabaseHeader.read(this.name, this.path, this.disk);
			throw new NotADatabaseException("Database '" + this.name + "': expected " + this.path
					+ " to be a SQLite database, but SQLite says: " + ex.getMessage() + ". Name another path.", ex);
		}
		return ex;
	}

	private void requireBase() throws IOException {
		Path wal = this.path.resolveSibling(this.path.getFileName() + "-wal");
		if (this.disk.exists(wal)) {
			throw new DatabaseInUseException(
					inUse(wal + " is still there after the last connection of ours was closed"));
		}
		DatabaseHeader header = DatabaseHeader.read(this.name, this.path, this.disk);
		if (header == null || !header.isWal()) {
			throw new DatabaseInUseException(inUse("it left WAL mode right after it had entered it"));
		}
	}

	private String inUse(String who) {
		return "Database '" + this.name + "': expected " + this.path + " to be open nowhere else, but " + who
				+ ". Stop the other application, or give this one a file of its own.";
	}

}
