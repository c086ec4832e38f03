package dev.frameline.primary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.database.Guard;
import dev.frameline.database.Identity;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Ownership;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.Seat;
import dev.frameline.log.Append;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Pull;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.OpenBase;
import dev.frameline.log.disk.Retention;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.wal.StampedFrames;
import dev.frameline.world.Chance;
import dev.frameline.world.Disk;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;
import dev.frameline.write.LogSettlement;
import dev.frameline.write.LoggedWritePath;
import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;

/** A primary on files of its own, and clients that write with SQLite from the same base. */
public final class PrimaryFixture implements AutoCloseable {

	public static final String NAME = "notes";

	public final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	public final ControlledTasks tasks = new ControlledTasks(Tasks.on(this.executor));

	public final World world;

	public final Path directory;

	public final Path base;

	/** When generations end: never by themselves, unless a test says so before a restart. */
	public RollSettings rolls = new RollSettings(1, Long.MAX_VALUE, new Retention(Integer.MAX_VALUE, Duration.ZERO));

	public LogDirectory log;

	public LocalDatabase database;

	public Primary primary;

	private WritePath writes;

	/** How far the clocks are ahead of the real ones, in nanoseconds. */
	private final AtomicLong ahead = new AtomicLong();

	public PrimaryFixture(Path directory) throws IOException, SQLException {
		this(directory, Disk.system());
	}

	public PrimaryFixture(Path directory, Disk disk) throws IOException, SQLException {
		this.directory = directory;
		this.world = new World(clock(), disk, this.tasks, Waiting.threads(), Chance.secure());
		this.base = directory.resolve("base.db");
		SqliteSource.create(this.base, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
				"CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)");
		this.log = LogDirectory.create(NAME, directory.resolve("app.db-log"), this.base, this.world);
		Path copy = Files.copy(this.base, directory.resolve("copy.db"));
		LocalDatabase.install(NAME, path(), copy, identity(), start(), this.world);
		open();
	}

	private Time clock() {
		return new Time() {

			@Override
			public long millis() {
				return Time.system().millis() + PrimaryFixture.this.ahead.get() / 1_000_000;
			}

			@Override
			public long nanos() {
				return Time.system().nanos() + PrimaryFixture.this.ahead.get();
			}

		};
	}

	/** Puts the clocks forward. Delays go on until {@link ControlledTasks#passTime()}. */
	public void pass(Duration time) {
		this.ahead.addAndGet(time.toNanos());
	}

	public Path path() {
		return this.directory.resolve("app.db");
	}

	private void open() throws IOException, SQLException {
		this.database = LocalDatabase.open(NAME, path(), Ownership.take(NAME, path()), this.world);
		this.primary = Primary.open(this.log, this.database, this.directory.resolve("app.db-push"), this.rolls,
				Duration.ofSeconds(5), this.world);
		NodeLease lease = new NodeLease(Seat.of(this.database), this.primary.ownLeases(), this.world);
		this.writes = new LoggedWritePath(this.database, this.primary.own(), lease,
				new LogSettlement(this.database, this.primary.own(), this.tasks), () -> {
				}, CompletableFuture::completedStage, this.world, new LoggedWritePath.Limits(Duration.ofSeconds(5),
						Duration.ofSeconds(5), Duration.ofSeconds(30), 8, 1 << 20, 1 << 30));
	}

	/** Ends the node and starts it again; {@code between} happens while it is down, with the log open. */
	public void restart(Down between) throws Exception {
		this.primary.close();
		this.database.close();
		between.run();
		this.log.close();
		this.log = LogDirectory.open(NAME, this.directory.resolve("app.db-log"), this.world);
		open();
	}

	public Identity identity() {
		GenerationStart start = this.log.start();
		return new Identity(this.log.lineage(), start.generation(), start.firstSequence(), start.salt(), start.chain());
	}

	/** Of the first generation's base. */
	public String baseSha256() {
		try (OpenBase open = this.log.openBase(1)) {
			return open.sha256();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Frame 0. */
	public Mark start() {
		return Mark.of(this.log.start().generation(), 0, this.log.start().chain());
	}

	/** A writer of its own, at the base. */
	public SqliteSource client(String name) throws IOException, SQLException {
		return SqliteSource.open(Files.copy(this.base, this.directory.resolve(name + ".db")));
	}

	public static CommitId id(UUID origin, long serial) {
		return new CommitId(origin, serial);
	}

	/** An append as a replica makes it that knows no leases. */
	public Append append(CommitId id, Mark expected, Frames frames) throws IOException {
		return new Append(this.log.lineage(), id, Fence.NONE, expected,
				StampedFrames.stamp(frames, this.log.start().salt(), expected.chain().value()));
	}

	/** A pull as a replica makes it. */
	public Pull pull(Mark after, Duration hold) {
		return new Pull(this.log.lineage(), after, 1000, hold);
	}

	/** What a new reader of the primary's own file sees. */
	public String read(String sql) throws SQLException {
		return read(this.database, sql);
	}

	public static String read(LocalDatabase database, String sql) throws SQLException {
		try (Connection reader = database.openReader()) {
			return database.guard().begin(reader, new Guard.Step<String>() {

				@Override
				public String run() throws SQLException {
					try (Statement statement = reader.createStatement(); ResultSet result = statement.executeQuery(sql)) {
						result.next();
						return result.getString(1);
					}
				}

				@Override
				public void undo(String result) {
					// Nothing is held
				}

			});
		}
	}

	/** One transaction of the primary itself, through its log. */
	public void write(String sql) throws SQLException {
		Transaction transaction = this.writes.begin("test");
		try (Statement statement = this.writes.connection().createStatement()) {
			statement.execute(sql);
		}
		transaction.commit();
	}

	public Lane.Turn turn() {
		return this.database.lane().enter("test").join();
	}

	/** The answer, which must come. */
	public static <T> T await(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
	}

	/** What happens while a node is down. */
	@FunctionalInterface
	public interface Down {

		void run() throws Exception;

	}

	@Override
	public void close() throws Exception {
		this.primary.close();
		this.database.close();
		this.log.close();
		this.executor.shutdownNow();
	}

}
