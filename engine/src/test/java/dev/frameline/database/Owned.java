package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.Chain;
import dev.frameline.Mark;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;

/** An owned database in a directory of a test, and a plain SQLite twin that makes frames for it. */
final class Owned implements AutoCloseable {

	static final ScheduledExecutorService EXECUTOR = Executors.newScheduledThreadPool(2, (task) -> {
		Thread thread = new Thread(task, "test-world");
		thread.setDaemon(true);
		return thread;
	});

	static final World WORLD = World.system(EXECUTOR);

	final Path path;

	final Path twinPath;

	LocalDatabase database;

	final Connection twin;

	final Snapshots snapshots = new Snapshots();

	private long drained;

	private final World world;

	private final WalLimits limits;

	private Owned(Path directory, World world, WalLimits limits) throws Exception {
		this.world = world;
		this.limits = limits;
		this.path = directory.resolve("app.db");
		this.twinPath = directory.resolve("twin.db");
		this.twin = DriverManager.getConnection("jdbc:sqlite:" + this.twinPath);
		execute(this.twin, "PRAGMA journal_mode=WAL");
		execute(this.twin, "PRAGMA wal_autocheckpoint=0");
		execute(this.twin, "CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER, pad BLOB)");
		execute(this.twin, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
				+ " INSERT INTO account SELECT i, 100, randomblob(200) FROM n");
		execute(this.twin, "CREATE TABLE counter (n INTEGER)");
		execute(this.twin, "INSERT INTO counter VALUES (0)");
		execute(this.twin, "PRAGMA wal_checkpoint(TRUNCATE)");
		Path base = directory.resolve("base.tmp");
		Files.copy(this.twinPath, base);
		LocalDatabase.install("test", this.path, base, new Identity(null, 1, 0, 0, new Chain(7)),
				Mark.of(1, 0, new Chain(7)), WORLD);
		open();
	}

	static Owned in(Path directory) throws Exception {
		return in(directory, WORLD);
	}

	static Owned in(Path directory, World world) throws Exception {
		return in(directory, world, WalLimits.defaults());
	}

	/** The same world on another disk. */
	static World worldOn(Disk disk) {
		return new World(WORLD.time(), disk, WORLD.tasks(), WORLD.waiting(), WORLD.chance());
	}

	static Owned in(Path directory, World world, WalLimits limits) throws Exception {
		return new Owned(directory, world, limits);
	}

	void open() throws IOException, SQLException {
		this.database = LocalDatabase.open("test", this.path, Ownership.take("test", this.path), this.world, this.limits,
				this.snapshots);
	}

	/** What the twin committed since the last call. */
	Frames drain() throws IOException {
		try (DiskFile wal = WORLD.disk().openRead(OwnedFile.sibling(this.twinPath, "-wal"))) {
			WalScan scan = WalScan.of(wal);
			if (scan.committedFrames() < this.drained) {
				this.drained = 0;
			}
			int count = (int) (scan.committedFrames() - this.drained);
			byte[] bytes = new byte[count * Frame.SIZE];
			new FileFrames(wal, WalScan.offset(this.drained + 1), count).read(0, count, bytes, 0);
			this.drained = scan.committedFrames();
			return Frames.of(bytes);
		}
	}

	/** Runs SQL on the twin and applies what it wrote. */
	void applyFromTwin(String... sql) throws Exception {
		for (String one : sql) {
			execute(this.twin, one);
		}
		apply(drain());
	}

	void apply(Frames frames) throws Exception {
		try (Lane.Turn turn = turn()) {
			this.database.apply(turn, frames, after(frames.count()));
		}
	}

	Mark after(int frames) {
		return new Mark(this.database.position().position().plus(frames), new Chain(frames));
	}

	Lane.Turn turn() {
		return this.database.lane().enter("test").join();
	}

	/** Commits SQL on the writer, hidden. */
	Hidden commitHidden(Lane.Turn turn, String... sql) throws Exception {
		this.database.begin(turn);
		for (String one : sql) {
			execute(this.database.writer(), one);
		}
		return this.database.commitHidden(turn);
	}

	void commit(String... sql) throws Exception {
		try (Lane.Turn turn = turn()) {
			Hidden frames = commitHidden(turn, sql);
			if (frames != null) {
				this.database.tentative().publish(frames, after(frames.count()));
			}
		}
	}

	/** What a new reader sees. */
	String read(String sql) throws SQLException {
		try (Connection reader = this.database.openReader()) {
			return read(reader, sql);
		}
	}

	String read(Connection reader, String sql) throws SQLException {
		return this.database.guard().begin(reader, new Guard.Step<String>() {

			@Override
			public String run() throws SQLException {
				return query(reader, sql);
			}

			@Override
			public void undo(String result) {
				// Nothing is held
			}

		});
	}

	static String query(Connection connection, String sql) throws SQLException {
		List<String> rows = new ArrayList<>();
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				rows.add(result.getString(1));
			}
		}
		return String.join("\n", rows);
	}

	static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** Takes the files as a process killed now would leave them, into {@code directory}. */
	Path copyTo(Path directory) throws IOException {
		Files.createDirectories(directory);
		for (String suffix : new String[] { "", "-wal", "-state" }) {
			Files.copy(OwnedFile.sibling(this.path, suffix), directory.resolve("app.db" + suffix));
		}
		return directory.resolve("app.db");
	}

	@Override
	public void close() throws Exception {
		this.twin.close();
		this.database.close();
	}

}
