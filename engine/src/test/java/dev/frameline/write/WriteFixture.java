package dev.frameline.write;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.Chain;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Ownership;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.Seat;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Leases;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.world.World;

/** A file with notes in it, and write paths to logs of a test that grant no leases. */
final class WriteFixture implements AutoCloseable {

	final FaultyDisk disk = new FaultyDisk();

	final World world;

	final LocalDatabase database;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

	WriteFixture(Path directory) throws Exception {
		World system = World.system(this.executor);
		this.world = new World(system.time(), this.disk, system.tasks(), system.waiting(), system.chance());
		Path path = directory.resolve("app.db");
		try (Connection base = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = base.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute("CREATE TABLE note (text TEXT PRIMARY KEY)");
		}
		LocalDatabase.install("test", path, path, new Identity(null, 1, 0, 0, new Chain(7)),
				Mark.of(1, 0, new Chain(7)), this.world);
		this.database = LocalDatabase.open("test", path, Ownership.take("test", path), this.world);
	}

	/** @param timeout of the log's answer */
	LoggedWritePath path(CommitLog log, Duration timeout, int maxInFlight, long maxTransactionSize) {
		return path(log, this.world, new LoggedWritePath.Limits(Duration.ofSeconds(10), timeout, Duration.ofSeconds(60),
				maxInFlight, 1 << 20, maxTransactionSize));
	}

	LoggedWritePath path(CommitLog log, World world, LoggedWritePath.Limits limits) {
		return new LoggedWritePath(this.database, log, withoutLeases(world),
				new LogSettlement(this.database, log, this.world.tasks()), () -> {
				}, this.database::await, world, limits);
	}

	private NodeLease withoutLeases(World world) {
		return new NodeLease(Seat.of(this.database), new Leases() {

			@Override
			public CompletionStage<Acquired> acquire(Acquire acquire) {
				return CompletableFuture.completedStage(new Acquired.Unsupported());
			}

			@Override
			public CompletionStage<?> release(UUID origin, Fence fence) {
				throw new IllegalStateException("nothing is held");
			}

		}, world);
	}

	/** Begins a transaction and inserts a note. */
	Transaction insert(WritePath path, String text) throws SQLException {
		Transaction transaction = path.begin("test");
		run("INSERT INTO note VALUES ('" + text + "')");
		return transaction;
	}

	/** Runs SQL on the writer. */
	void run(String sql) throws SQLException {
		try (Statement statement = this.database.writer().createStatement()) {
			statement.execute(sql);
		}
	}

	/** What the writer sees. */
	String value(String sql) throws SQLException {
		return value(this.database.writer(), sql);
	}

	/** What a new reader sees. */
	String read(String sql) throws SQLException {
		try (Connection reader = this.database.openReader()) {
			return value(reader, sql);
		}
	}

	private static String value(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			return row.getString(1);
		}
	}

	/** How many notes a new reader sees. */
	int notes() throws SQLException {
		return Integer.parseInt(read("SELECT count(*) FROM note"));
	}

	@Override
	public void close() throws Exception {
		this.disk.heal();
		this.database.close();
		this.executor.shutdownNow();
	}

}
