package dev.frameline.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.frameline.Position;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Durable: a power cut takes no acknowledged commit from a primary. The cut is made with copies: of the files that we
 * write, what was forced, or what was written; of the WAL that SQLite writes and hardly ever forces, a part. Fails if
 * a commit is acknowledged before its frames and its record are forced, or if recovery believes what the cut has left
 * in {@code app.db}, {@code app.db-wal} and {@code app.db-state} more than the log.
 *
 * <p>A replica has no log. It may reopen at an earlier position, and then says so.
 */
class DurableInvariantTest {

	private static final int WRITES = 40;

	/** Large enough for checkpoints on the way. */
	private static final int LARGE = 1_200_000;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private final FaultyDisk disk = new FaultyDisk();

	private final Random random = new Random(42);

	private final List<String> cuts = new ArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private World world;

	private World faulty;

	private int operations;

	private volatile int acknowledged;

	private volatile @Nullable Throwable lost;

	@TempDir
	Path directory;

	@BeforeEach
	void listen() {
		this.world = World.system(this.executor);
		this.faulty = new World(this.world.time(), this.disk, this.world.tasks(), this.world.waiting(),
				this.world.chance());
		this.log.start();
		logger().addAppender(this.log);
	}

	@AfterEach
	void stop() {
		logger().detachAppender(this.log);
		this.executor.shutdownNow();
	}

	@Test
	void aPowerCutOfAPrimaryAtAnyMomentLosesNothingThatWasAcknowledged() throws Exception {
		try (Node primary = primary(this.directory.resolve("primary"), this.faulty)) {
			NodeTests.write(primary, "CREATE TABLE note (id INTEGER PRIMARY KEY, content BLOB)");
			this.disk.failWith((operation) -> {
				if (this.operations++ % 7 == 0) {
					assertNothingIsLost(operation);
				}
			});
			for (int i = 1; i <= WRITES; i++) {
				NodeTests.write(primary,
						"INSERT INTO note VALUES (" + i + ", zeroblob(" + ((i % 10 == 0) ? LARGE : 100) + "))");
				this.acknowledged = i;
			}
			// Who comes next waits for the checkpoint that the last one has made due
			NodeTests.write(primary, "UPDATE note SET content = NULL WHERE id = 0");
			this.disk.heal();
			assertThat(Files.size(this.directory.resolve("primary/app.db"))).as("it has checkpointed")
				.isGreaterThan(3 * LARGE);
		}
		assertThat(this.lost).isNull();
		assertThat(this.cuts).hasSizeGreaterThan(20);
	}

	@Test
	void aReplicaThatReopensEarlierAfterAPowerCutSaysSoAndCatchesUp() throws Exception {
		Path copies = Files.createDirectory(this.directory.resolve("copies"));
		try (Node primary = primary(this.directory.resolve("primary"), this.world)) {
			NodeTests.write(primary, "CREATE TABLE note (id INTEGER PRIMARY KEY)");
			Position before;
			Path path = this.directory.resolve("replica");
			try (Node replica = replica(path, primary, this.faulty)) {
				for (int i = 1; i <= 10; i++) {
					NodeTests.write(primary, "INSERT INTO note VALUES (" + i + ")");
					replica.sync(Duration.ZERO).toCompletableFuture().join();
				}
				before = replica.position();
				assertThat(NodeTests.read(replica, "SELECT count(*) FROM note")).isEqualTo("10");
				powerCut(path, copies, Set.of("app.db-state"), WalScan.length(6));
			}
			try (Node reopened = replica(copies, primary, this.world)) {
				assertThat(reopened.position()).isLessThan(before);
				int shown = Integer.parseInt(NodeTests.read(reopened, "SELECT count(*) FROM note"));
				assertThat(shown).isBetween(1, 9);
				assertThat(NodeTests.read(reopened, "SELECT max(id) FROM note")).isEqualTo(String.valueOf(shown));
				assertThat(this.log.list).anySatisfy((event) -> {
					assertThat(event.getLevel()).isEqualTo(Level.WARN);
					assertThat(event.getFormattedMessage()).startsWith("Database 'default'")
						.contains("reopens at an earlier position than it has shown");
				});
				reopened.sync(Duration.ZERO).toCompletableFuture().join();
				assertThat(reopened.position()).isEqualTo(before);
				assertThat(NodeTests.read(reopened, "SELECT count(*) FROM note")).isEqualTo("10");
				assertThat(NodeTests.read(reopened, "PRAGMA integrity_check")).isEqualTo("ok");
			}
		}
	}

	/** Opens what a cut at this moment leaves; one of the ways in which it may be left. */
	private void assertNothingIsLost(String operation) throws IOException {
		int least = this.acknowledged;
		Set<String> written = Stream.of("commits", "frames.wal", "app.db-state")
			.filter((name) -> this.random.nextBoolean())
			.collect(Collectors.toSet());
		Path copies = this.directory.resolve("cut-" + this.cuts.size());
		long walSize = Files.size(this.directory.resolve("primary/app.db-wal"));
		long kept = switch (this.random.nextInt(3)) {
			case 0 -> Math.min(WalHeader.SIZE, walSize);
			case 1 -> walSize;
			default -> Math.min(walSize, WalHeader.SIZE + this.random.nextLong(walSize + 1));
		};
		String cut = "before '" + operation + "', with " + written + " written and " + kept + " bytes of the WAL";
		this.cuts.add(cut);
		powerCut(this.directory.resolve("primary"), copies, written, kept);
		try (Node reopened = primary(copies, this.world)) {
			int rows = Integer.parseInt(NodeTests.read(reopened, "SELECT count(*) FROM note"));
			assertThat(rows).as(cut).isBetween(least, least + 1);
			assertThat(NodeTests.read(reopened, "SELECT max(id) FROM note")).as(cut)
				.isEqualTo((rows == 0) ? null : String.valueOf(rows));
			assertThat(NodeTests.read(reopened, "PRAGMA integrity_check")).as(cut).isEqualTo("ok");
			NodeTests.write(reopened, "INSERT INTO note VALUES (1000, NULL)");
		}
		catch (SQLException | RuntimeException | AssertionError ex) {
			// Also kept for the test's own thread: here it looks like a disk that fails
			this.lost = ex;
			throw new IOException(cut, ex);
		}
		delete(copies);
	}

	/**
	 * @param written files of which the kernel had put everything on the disk
	 * @param walSize how much of the WAL it had
	 */
	private void powerCut(Path from, Path to, Set<String> written, long walSize) throws IOException {
		this.disk.powerCut(from, to, written);
		byte[] wal = Files.readAllBytes(from.resolve("app.db-wal"));
		Files.write(to.resolve("app.db-wal"), Arrays.copyOf(wal, (int) Math.min(walSize, wal.length)));
		copy(from.resolve("app.db"), to.resolve("app.db"));
	}

	/** In a process of its own: closing a descriptor in this one would drop SQLite's locks on the file. */
	private static void copy(Path from, Path to) throws IOException {
		try {
			assertThat(new ProcessBuilder("cp", from.toString(), to.toString()).inheritIO().start().waitFor()).isZero();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

	private static Node primary(Path directory, World world) {
		return Node.open(NodeSettings.of("default", directory.resolve("app.db"), Role.PRIMARY), world, null);
	}

	private static Node replica(Path directory, Node primary, World world) {
		return Node.open(NodeSettings.of("default", directory.resolve("app.db"), Role.REPLICA), world,
				new DirectUpstream(primary::served));
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("dev.frameline");
	}

}
