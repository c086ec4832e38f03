package dev.frameline.wal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * A database that SQLite itself writes, for the frames that it leaves in its {@code -wal}.
 */
public final class SqliteSource implements AutoCloseable {

	private final Path path;

	private final Connection connection;

	private long frames;

	private SqliteSource(Path path, Connection connection) {
		this.path = path;
		this.connection = connection;
	}

	/** Makes a closed database in WAL mode, without a {@code -wal}. */
	public static void create(Path path, String... sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA synchronous=OFF");
			statement.execute("PRAGMA journal_mode=WAL");
			for (String each : sql) {
				statement.execute(each);
			}
		}
	}

	/** Opens it for writing; nothing is checkpointed. */
	public static SqliteSource open(Path path) throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA synchronous=OFF");
			statement.execute("PRAGMA journal_mode=WAL");
			statement.execute("PRAGMA wal_autocheckpoint=0");
		}
		return new SqliteSource(path, connection);
	}

	/** Runs statements as one transaction and answers its frames. */
	public Frames commit(String... sql) throws SQLException, IOException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("BEGIN IMMEDIATE");
			for (String each : sql) {
				statement.execute(each);
			}
			statement.execute("COMMIT");
		}
		return newFrames();
	}

	/** Runs {@code VACUUM}, which is a transaction of its own, and answers its frames. */
	public Frames vacuum() throws SQLException, IOException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("VACUUM");
		}
		return newFrames();
	}

	private Frames newFrames() throws IOException {
		long before = this.frames;
		try (DiskFile file = Disk.system().openRead(wal())) {
			this.frames = WalScan.of(file).committedFrames();
			int count = (int) (this.frames - before);
			byte[] bytes = new byte[count * Frame.SIZE];
			new FileFrames(file, WalScan.offset(before + 1), count).read(0, count, bytes, 0);
			return Frames.of(bytes);
		}
	}

	/** Copies all frames into the database and empties the WAL, which then begins anew. */
	public void checkpoint() throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
		}
		this.frames = 0;
	}

	public Path wal() {
		return this.path.resolveSibling(this.path.getFileName() + "-wal");
	}

	/** One number from a query on any database file. */
	public static long number(Path path, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

	/** What SQLite says of a whole file: {@code ok} if all is well. */
	public static String integrity(Path path) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
			result.next();
			return result.getString(1);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
