package dev.frameline.autoconfigure.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes that are killed while they get their first files. What that leaves is put right by the next start. */
class HalfStateKillTests {

	private static final int ROUNDS = KillRounds.rounds(2);

	private static final Duration POLL = Duration.ofMillis(1);

	/** Some ten megabytes, so that there is time to be killed in. */
	private static final int ROWS = 5_000;

	private final Random random = new Random(KillRounds.SEED);

	private final Ledger ledger = new Ledger();

	@TempDir
	Path directory;

	@Test
	void aReplicaThatIsKilledWhileItBootstrapsStartsAgain() throws Exception {
		Path adopted = existingDatabase("primary");
		try (ConfigurableApplicationContext primary = KillRounds.node(NodeApplication.primary(adopted, 0))) {
			DataSource dataSource = primary.getBean("dataSource", DataSource.class);
			String contents = Contents.read(dataSource).fingerprint();
			int port = primary.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			for (int round = 1; round <= ROUNDS; round++) {
				Path file = this.directory.resolve("replica-" + round).resolve("app.db");
				List<String> settings = NodeApplication.replica(file, port);
				Moment moment = bootstrapMoment(file, Files.size(adopted));
				killAt(moment, settings);
				try (ChildNode again = child(settings).awaitReady()) {
					await(moment.name).untilAsserted(() -> assertThat(again.contents()).isEqualTo(contents));
					assertThat(filesBeside(file)).as(moment.name)
						.containsExactlyInAnyOrder("app.db", "app.db-lock", "app.db-shm", "app.db-state", "app.db-wal");
				}
			}
		}
	}

	@Test
	void aPrimaryThatIsKilledWhileItAdoptsAFileHasAdoptedItOnceAfterTheNextStart() throws Exception {
		for (int round = 1; round <= ROUNDS; round++) {
			Path file = existingDatabase("primary-" + round);
			String contents = plainly(file);
			List<String> settings = NodeApplication.primary(file, 0);
			Moment moment = adoptionMoment(file);
			killAt(moment, settings);
			Path description = Path.of(file + "-log", "1", "generation.json");
			String adopted = Files.exists(description) ? Files.readString(description) : "";
			try (ChildNode again = child(settings).awaitReady()) {
				assertThat(again.contents()).as(moment.name).isEqualTo(contents);
				assertThat(Files.readString(description)).as(moment.name).startsWith(adopted);
				assertThat(filesBeside(Path.of(file + "-log", "1", "base.db"))).as(moment.name)
					.containsExactlyInAnyOrder("base.db", "commits", "frames.wal", "generation.json");
			}
			assertThat(filesBeside(file)).as("nothing set aside at " + moment.name)
				.containsExactlyInAnyOrder("app.db", "app.db-lock", "app.db-log", "app.db-shm", "app.db-state",
						"app.db-wal");
		}
	}

	/** When to kill. */
	private record Moment(String name, Callable<Boolean> isThere) {

	}

	private Moment bootstrapMoment(Path file, long size) {
		Path temporary = Path.of(file + "-bootstrap");
		long part = (long) (this.random.nextDouble() * size);
		return switch (this.random.nextInt(4)) {
			case 0 -> exists(Path.of(file + "-state"));
			case 1 -> grown(temporary, part);
			case 2 -> exists(temporary);
			default -> exists(file);
		};
	}

	private Moment adoptionMoment(Path file) throws IOException {
		Path log = Path.of(file + "-log", "1");
		return switch (this.random.nextInt(6)) {
			case 0 -> exists(Path.of(file + "-state"));
			case 1 -> grown(log.resolve("base.db"), (long) (this.random.nextDouble() * Files.size(file)));
			case 2 -> exists(Path.of(file + "-lock"));
			case 3 -> exists(log.resolve("generation.json"));
			case 4 -> exists(log.resolve("commits"));
			default -> exists(Path.of(file + "-wal"));
		};
	}

	private static Moment exists(Path path) {
		return new Moment("the first sight of " + path, () -> Files.exists(path));
	}

	private static Moment grown(Path path, long bytes) {
		return new Moment(path + " at " + bytes + " bytes", () -> Files.exists(path) && sizeOf(path) >= bytes);
	}

	private static long sizeOf(Path path) throws IOException {
		try {
			return Files.size(path);
		}
		catch (NoSuchFileException ex) {
			return Long.MAX_VALUE;
		}
	}

	private void killAt(Moment moment, List<String> settings) throws Exception {
		try (ChildNode child = child(settings)) {
			await(moment.name).pollDelay(Duration.ZERO)
				.pollInterval(POLL)
				.atMost(Duration.ofSeconds(30))
				.until(() -> moment.isThere.call() || !child.isAlive());
		}
	}

	private Path existingDatabase(String name) throws Exception {
		Path file = Files.createDirectories(this.directory.resolve(name)).resolve("app.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			Workload.createSchema(statement);
			statement.executeUpdate("WITH RECURSIVE number(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM number WHERE n < "
					+ (ROWS - 1) + ") INSERT INTO item SELECT n, 0, 1, 'SINGLE', '', randomblob(2000) FROM number");
			connection.commit();
		}
		return file;
	}

	private static String plainly(Path file) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
			return Contents.read(connection).fingerprint();
		}
	}

	private static List<String> filesBeside(Path file) throws IOException {
		try (Stream<Path> files = Files.list(file.getParent())) {
			return files.map((each) -> each.getFileName().toString()).toList();
		}
	}

	private ChildNode child(List<String> settings) throws IOException {
		return ChildNode.start(this.directory.resolve("child.log"), this.ledger, settings);
	}

}
