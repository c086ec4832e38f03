package dev.frameline.actuator.metrics;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import dev.frameline.actuator.RunningNodes;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.frameline.actuator.RunningNodes.takeLease;
import static dev.frameline.actuator.RunningNodes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What the meters of a primary and a replica show, over real HTTP. */
class NodeMetricsTests {

	@RegisterExtension
	private final RunningNodes nodes = new RunningNodes();

	@TempDir
	Path directory;

	@Test
	void lagInTimeGrowsWhileNobodyAsksThePrimaryAndVanishesAfterwards() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory,
				"--frameline.sync.interval=50ms", "--frameline.sync.wait=100ms");
		await().untilAsserted(() -> assertThat(gauge(replica, "frameline.lag.time")).isZero());
		SyncService sync = replica.getBean(SyncService.class);
		sync.stop();
		await().untilAsserted(() -> assertThat(gauge(replica, "frameline.lag.time")).isGreaterThan(0.3));
		sync.start();
		await().untilAsserted(() -> assertThat(gauge(replica, "frameline.lag.time")).isZero());
	}

	@Test
	void lagInFramesIsWhatIsToldAndNotApplied() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		await().untilAsserted(() -> assertThat(gauge(replica, "frameline.lag.frames")).isZero());
		try (Connection busy = replica.getBean(DataSource.class).getConnection()) {
			busy.setAutoCommit(false);
			busy.createStatement().executeUpdate("INSERT INTO note (text) VALUES ('keeps the writer')");
			takeLease(primary, replica);
			write(primary, "cannot be applied");
			await().untilAsserted(() -> {
				assertThat(gauge(replica, "frameline.lag.frames")).isPositive();
				assertThat(gauge(replica, "frameline.lag.time")).isPositive();
				assertThat(gauge(replica, "frameline.writes.waiting")).isEqualTo(1);
			});
			busy.rollback();
		}
		await().untilAsserted(() -> {
			assertThat(gauge(replica, "frameline.lag.frames")).isZero();
			assertThat(gauge(replica, "frameline.lag.time")).isZero();
			assertThat(gauge(replica, "frameline.writes.waiting")).isZero();
			assertThat(gauge(replica, "frameline.position.frame")).isEqualTo(gauge(primary, "frameline.position.frame"));
		});
		assertThat(gauge(replica, "frameline.position.generation")).isEqualTo(1);
	}

	@Test
	void whatOneSidePushesAndPullsTheOtherReceivesAndServes() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		write(replica, "pushed");
		write(primary, "served");
		await().untilAsserted(() -> assertThat(moved(replica, "frameline.frames", "pulled")).isPositive());
		for (String meter : new String[] { "frameline.frames", "frameline.bytes" }) {
			assertThat(moved(replica, meter, "pushed")).isPositive().isEqualTo(moved(primary, meter, "received"));
			assertThat(moved(replica, meter, "pulled")).isPositive().isEqualTo(moved(primary, meter, "served"));
		}
		assertThat(timed(replica, "frameline.sync", "operation", "push", "outcome", "accepted")).isEqualTo(1);
		assertThat(timed(replica, "frameline.sync", "operation", "bootstrap", "outcome", "synced")).isEqualTo(1);
		await().untilAsserted(
				() -> assertThat(timed(replica, "frameline.sync", "operation", "pull", "outcome", "synced")).isPositive());
	}

	@Test
	void aWriteIsCountedByHowItEnded() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		replica.getBean(SyncOperations.class).sync();
		replica.getBean(SyncService.class).stop();
		TransactionTemplate transaction = new TransactionTemplate(replica.getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> write(replica, "committed"));
		transaction.executeWithoutResult((status) -> {
			write(replica, "rolled back");
			status.setRollbackOnly();
		});
		assertThatExceptionOfType(ConcurrencyFailureException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				write(replica, "refused");
				takeLease(primary, replica);
				write(primary, "first");
			}));
		assertThat(timed(replica, "frameline.writes", "outcome", "committed")).isEqualTo(1);
		assertThat(timed(replica, "frameline.writes", "outcome", "rolled-back")).isEqualTo(1);
		assertThat(timed(replica, "frameline.writes", "outcome", "conflict")).isEqualTo(1);
	}

	@Test
	void aWriteWithoutAPrimaryIsCountedAsOffline() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		primary.close();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> write(replica, "meanwhile"));
		assertThat(timed(replica, "frameline.writes", "outcome", "offline")).isEqualTo(1);
		await().untilAsserted(
				() -> assertThat(timed(replica, "frameline.sync", "operation", "pull", "outcome", "offline")).isPositive());
	}

	@Test
	void aStatementIsCountedWhereItRan() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		double readers = counted(primary, "frameline.routing", "target", "reader");
		double writers = counted(primary, "frameline.routing", "target", "writer");
		JdbcClient jdbc = primary.getBean(JdbcClient.class);
		jdbc.sql("SELECT count(*) FROM note").query(Long.class).single();
		jdbc.sql("SELECT count(*) FROM note").query(Long.class).single();
		write(primary, "one");
		assertThat(counted(primary, "frameline.routing", "target", "reader") - readers).isEqualTo(2);
		assertThat(counted(primary, "frameline.routing", "target", "writer") - writers).isEqualTo(1);
	}

	@Test
	void theAgeOfASnapshotIsThatOfTheReaderWhichHoldsItLongest() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		write(primary, "one");
		write(primary, "two");
		assertThat(gauge(primary, "frameline.snapshot.age")).isZero();
		DataSource dataSource = primary.getBean(DataSource.class);
		try (Connection connection = dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
			assertThat(rows.next()).isTrue();
			await().untilAsserted(() -> assertThat(gauge(primary, "frameline.snapshot.age")).isGreaterThan(0.1));
		}
		assertThat(gauge(primary, "frameline.snapshot.age")).isZero();
		try (Connection connection = dataSource.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			connection.createStatement().executeQuery("SELECT text FROM note").close();
			await().untilAsserted(() -> assertThat(gauge(primary, "frameline.snapshot.age")).isGreaterThan(0.1));
			connection.commit();
			assertThat(gauge(primary, "frameline.snapshot.age")).isZero();
		}
	}

	@Test
	void whoHoldsTheOldestSnapshotForASecondIsNamed() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		write(primary, "one");
		write(primary, "two");
		assertThat(find(primary, "frameline.snapshot.age").tag("holder", "none").gauge()).isNotNull();
		String thread = Thread.currentThread().getName();
		try (Connection connection = primary.getBean(DataSource.class).getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
			assertThat(rows.next()).isTrue();
			await().untilAsserted(() -> assertThat(gauge(primary, "frameline.snapshot.age")).isGreaterThan(1));
			await().until(() -> find(primary, "frameline.snapshot.age").tag("holder", thread).gauge() != null);
			assertThat(find(primary, "frameline.snapshot.age").gauges()).hasSize(1);
			assertThat(primary.getBean(SyncOperations.class).status().snapshot().holder())
				.matches(thread + ", connection \\d+");
		}
		await().until(() -> find(primary, "frameline.snapshot.age").tag("holder", "none").gauge() != null);
		assertThat(primary.getBean(SyncOperations.class).status().snapshot()).isNull();
	}

	@Test
	void writersThatWaitAreCounted() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		CompletableFuture<Void> second;
		try (Connection busy = primary.getBean(DataSource.class).getConnection()) {
			busy.setAutoCommit(false);
			busy.createStatement().executeUpdate("INSERT INTO note (text) VALUES ('first')");
			second = CompletableFuture.runAsync(() -> write(primary, "second"));
			await().untilAsserted(() -> assertThat(gauge(primary, "frameline.writes.waiting")).isEqualTo(1));
			busy.commit();
		}
		second.join();
		assertThat(gauge(primary, "frameline.writes.waiting")).isZero();
	}

	@Test
	void theSizeOfTheWalIsThatOfItsFile() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		assertThat(gauge(primary, "frameline.wal.size"))
			.isEqualTo(this.directory.resolve("primary/app.db-wal").toFile().length())
			.isPositive();
	}

	private static double gauge(ConfigurableApplicationContext node, String meter) {
		return find(node, meter).gauge().value();
	}

	private static double moved(ConfigurableApplicationContext node, String meter, String direction) {
		return counted(node, meter, "direction", direction);
	}

	private static double counted(ConfigurableApplicationContext node, String meter, String... tags) {
		return find(node, meter).tags(tags).counter().count();
	}

	private static long timed(ConfigurableApplicationContext node, String meter, String... tags) {
		return find(node, meter).tags(tags).timers().stream().mapToLong((timer) -> timer.count()).sum();
	}

	private static Search find(ConfigurableApplicationContext node, String meter) {
		return node.getBean(MeterRegistry.class).find(meter).tag("database", "default");
	}

}
