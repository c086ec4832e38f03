package dev.frameline.autoconfigure.kill;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.sync.SyncOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Durable, Forward, Once and Prefix across {@code kill -9}: one node is a process that is killed while it writes, the
 * other lives here and writes as well.
 */
class KillTests {

	private static final int ROUNDS = KillRounds.rounds(20);

	/** So small that generations end, bases are built and old ones go while the killing goes on. */
	private static final List<String> ROLLS = List.of("--frameline.log.roll-at-least=128KB",
			"--frameline.log.roll-at-ratio=0.5", "--frameline.log.keep-generations=1", "--frameline.log.keep-for=0s");

	/** Room for what one workload writes. */
	private static final long IDS = 1_000_000;

	private final Random random = new Random(KillRounds.SEED);

	private final Ledger ledger = new Ledger();

	private long workloads;

	@TempDir
	Path directory;

	@Test
	void aPrimaryThatIsKilledLosesNothing() throws Exception {
		int port = freePort();
		Path file = this.directory.resolve("primary/app.db");
		List<String> settings = rolling(NodeApplication.primary(file, port));
		try (ConfigurableApplicationContext created = KillRounds.node(settings)) {
			Workload.createSchema(dataSource(created));
		}
		ChildNode primary = child(settings).awaitReady();
		try (ConfigurableApplicationContext replica = KillRounds.node(
				NodeApplication.replica(this.directory.resolve("replica/app.db"), port))) {
			for (int round = 1; round <= ROUNDS; round++) {
				writeAndKill(primary, replica);
				primary = child(settings).awaitReady();
				assertAllIsThere(round, primary, replica, Path.of(file + "-log"));
			}
			assertRolled(Path.of(file + "-log"));
		}
		finally {
			primary.close();
		}
	}

	@Test
	void aReplicaThatIsKilledLosesNothing() throws Exception {
		Path primaryFile = this.directory.resolve("primary/app.db");
		Path file = this.directory.resolve("replica/app.db");
		ChildNode replica = null;
		try (ConfigurableApplicationContext primary = KillRounds.node(rolling(NodeApplication.primary(primaryFile, 0)))) {
			Workload.createSchema(dataSource(primary));
			List<String> settings = NodeApplication.replica(file,
					primary.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			replica = child(settings).awaitReady();
			for (int round = 1; round <= ROUNDS; round++) {
				writeAndKill(replica, primary);
				assertShowsWhatItHadShown(round, replica, file.getParent());
				replica = child(settings).awaitReady();
				assertAllIsThere(round, replica, primary, Path.of(primaryFile + "-log"));
			}
			assertRolled(Path.of(primaryFile + "-log"));
		}
		finally {
			if (replica != null) {
				replica.close();
			}
		}
	}

	private void writeAndKill(ChildNode killed, ConfigurableApplicationContext other) throws Exception {
		long before = this.ledger.keptCount();
		killed.write(firstId(), this.random.nextLong());
		try (Workload here = Workload.start(dataSource(other), this.ledger, firstId(), 1, this.random.nextLong())) {
			await().until(() -> this.ledger.keptCount() > before);
			killed.outlive(Duration.ofMillis(100 + this.random.nextInt(700)));
			killed.kill();
		}
	}

	private void assertAllIsThere(int round, ChildNode child, ConfigurableApplicationContext other, Path log)
			throws Exception {
		String where = "round " + round + " of seed " + KillRounds.SEED;
		await(where).atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			String standing = Standing.of(other.getBean(SyncOperations.class));
			assertThat(standing).startsWith("UP at ").endsWith("pending 0");
			assertThat(child.standing()).isEqualTo(standing);
		});
		Contents contents = Contents.read(dataSource(other));
		try {
			this.ledger.check(contents);
			assertThat(child.contents()).as("the process that was killed").isEqualTo(contents.fingerprint());
			assertThat(plainly(log, round)).as("the log as a SQLite database").isEqualTo(contents.fingerprint());
		}
		catch (AssertionError failure) {
			throw new AssertionError("In " + where + ": " + failure.getMessage(), failure);
		}
		this.ledger.settle(contents);
	}

	/** Without its primary, so that it knows nothing but what its own files say. */
	private void assertShowsWhatItHadShown(int round, ChildNode killed, Path files) throws Exception {
		Path copy = Files.createDirectories(this.directory.resolve("reopened-" + round));
		try (Stream<Path> each = Files.list(files)) {
			for (Path file : each.toList()) {
				Files.copy(file, copy.resolve(file.getFileName()));
			}
		}
		try (ConfigurableApplicationContext alone = KillRounds.node(NodeApplication.replica(copy.resolve("app.db"), 1))) {
			Contents contents = Contents.read(dataSource(alone));
			assertThat(contents.integrity()).isEqualTo("ok");
			assertThat(contents.counted()).as("round %s of seed %s", round, KillRounds.SEED)
				.isGreaterThanOrEqualTo(killed.seen())
				.isEqualTo(contents.countedRows());
		}
	}

	private String plainly(Path log, int round) throws Exception {
		Path copy = this.directory.resolve("plain-" + round + ".db");
		Path generation = newestGeneration(log);
		await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(generation.resolve("base.db")));
		Files.copy(generation.resolve("base.db"), copy);
		Files.copy(generation.resolve("frames.wal"), Path.of(copy + "-wal"));
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
			return Contents.read(connection).fingerprint();
		}
	}

	private static void assertRolled(Path log) throws IOException {
		assertThat(log.resolve("1")).doesNotExist();
		assertThat(Long.parseLong(newestGeneration(log).getFileName().toString())).isGreaterThan(2);
	}

	private static Path newestGeneration(Path log) throws IOException {
		try (Stream<Path> generations = Files.list(log)) {
			return generations.filter((each) -> Files.exists(each.resolve("generation.json")))
				.max(Comparator.comparingLong((each) -> Long.parseLong(each.getFileName().toString())))
				.orElseThrow();
		}
	}

	private static List<String> rolling(List<String> primary) {
		return Stream.concat(primary.stream(), ROLLS.stream()).toList();
	}

	private long firstId() {
		this.workloads++;
		return this.workloads * IDS;
	}

	private ChildNode child(List<String> settings) throws IOException {
		return ChildNode.start(this.directory.resolve("child.log"), this.ledger, settings);
	}

	private static DataSource dataSource(ConfigurableApplicationContext node) {
		return node.getBean("dataSource", DataSource.class);
	}

	/** Not one that the system gives to clients: it has to be free again after each restart. */
	private int freePort() throws IOException {
		while (true) {
			int port = 20_000 + this.random.nextInt(10_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				assertThat(ex).isInstanceOf(BindException.class);
			}
		}
	}

}
