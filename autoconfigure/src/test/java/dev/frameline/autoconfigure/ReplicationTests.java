package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A primary and its replicas as applications of one JVM, over real HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class ReplicationTests {

	private static final String TOKEN = "a-long-random-text";

	@TempDir
	Path directory;

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	@AfterEach
	void closeNodes() {
		for (int node = this.nodes.size() - 1; node >= 0; node--) {
			this.nodes.get(node).close();
		}
	}

	@Test
	void whatIsWrittenOnEitherIsReadOnTheOther() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(primary, "from the primary");
		write(replica, "from the replica");
		assertThat(texts(replica)).as("own writes").contains("from the replica");
		await().untilAsserted(() -> assertThat(texts(replica)).containsExactly("from the primary", "from the replica"));
		assertThat(texts(primary)).containsExactly("from the primary", "from the replica");
	}

	@Test
	void aTransactionOfAReplicaIsSeenAsAWholeOrNotAtAll() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		TransactionTemplate transaction = new TransactionTemplate(replica.getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			write(replica, "kept");
			write(replica, "kept too");
		});
		transaction.executeWithoutResult((status) -> {
			write(replica, "given up");
			status.setRollbackOnly();
		});
		assertThat(texts(primary)).containsExactly("kept", "kept too");
		assertThat(texts(replica)).containsExactly("kept", "kept too");
	}

	@Test
	void aTransactionThatTheLogWentOnWithoutCanBeTriedAgain() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(primary, "first");
		TransactionTemplate transaction = new TransactionTemplate(replica.getBean(PlatformTransactionManager.class));
		assertThatExceptionOfType(ConcurrencyFailureException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				write(replica, "refused");
				takeLease(primary, replica);
				write(primary, "second");
			}));
		assertThat(texts(primary)).containsExactly("first", "second");
		transaction.executeWithoutResult((status) -> write(replica, "third"));
		assertThat(texts(primary)).containsExactly("first", "second", "third");
	}

	/** As from a node that stands still for too long. */
	private static void takeLease(ConfigurableApplicationContext primary, ConfigurableApplicationContext holder) {
		UUID origin = holder.getBean(SyncOperations.class).status().lease().origin();
		primary.getBean(Node.class).served().release(origin, Fence.NONE);
	}

	@Test
	void aPositionOfOneNodeCanBeWaitedForOnAnother() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(primary, "wait for me");
		Position position = primary.getBean(SyncOperations.class).position();
		assertThat(position).isNotNull();
		SyncOperations operations = replica.getBean(SyncOperations.class);
		assertThat(operations.await(position, Duration.ofSeconds(20))).isGreaterThanOrEqualTo(position);
		assertThat(texts(replica)).containsExactly("wait for me");
		assertThatExceptionOfType(QueryTimeoutException.class)
			.isThrownBy(() -> operations.await(position.plus(1000), Duration.ofMillis(20)))
			.withMessageContaining("Database 'default'")
			.withMessageContaining(position.plus(1000).toString());
	}

	@Test
	void theStatusTellsBothSides() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(replica, "something");
		NodeStatus there = primary.getBean(SyncOperations.class).status();
		assertThat(there.role()).isEqualTo(Role.PRIMARY);
		assertThat(there.primary()).isNull();
		await().untilAsserted(() -> {
			NodeStatus here = replica.getBean(SyncOperations.class).status();
			assertThat(here.status()).isEqualTo(Status.UP);
			assertThat(here.role()).isEqualTo(Role.REPLICA);
			assertThat(here.databaseId()).isNotNull().isEqualTo(there.databaseId());
			assertThat(here.position()).isEqualTo(primary.getBean(SyncOperations.class).position());
			assertThat(here.primary()).isNotNull();
			assertThat(here.primary().url()).isEqualTo(url(primary));
			assertThat(here.primary().reachable()).isTrue();
			assertThat(here.lag()).isNotNull();
			assertThat(here.lag().frames()).isZero();
		});
	}

	@Test
	void aReplicaReadsOnWithoutItsPrimaryAndRefusesToWriteAtOnce() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(replica, "before");
		primary.close();
		SyncOperations operations = replica.getBean(SyncOperations.class);
		await().untilAsserted(() -> assertThat(operations.status().status()).isEqualTo(Status.OFFLINE));
		assertThat(texts(replica)).containsExactly("before");
		assertThatExceptionOfType(TransientDataAccessException.class).isThrownBy(() -> write(replica, "meanwhile"));
		assertThat(texts(replica)).containsExactly("before");
	}

	@Test
	void aReplicaThatWasStoppedAndStartedFollowsAgain() {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		replica.getBean(SyncService.class).stop();
		replica.getBean(SyncService.class).start();
		write(primary, "after the start");
		await().untilAsserted(() -> assertThat(texts(replica)).containsExactly("after the start"));
	}

	@Test
	void aReplicaThatStartsAnewKeepsItsCopy() {
		ConfigurableApplicationContext primary = primary();
		replica(primary, "replica").close();
		write(primary, "while it was away");
		ConfigurableApplicationContext replica = replica(primary, "replica");
		await().untilAsserted(() -> assertThat(texts(replica)).containsExactly("while it was away"));
	}

	@Test
	void aPrimaryThatClosesDoesNotWaitForThePullsThatItHolds(CapturedOutput output) {
		ConfigurableApplicationContext primary = primary();
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(primary, "seen");
		await().untilAsserted(() -> assertThat(texts(replica)).containsExactly("seen"));
		primary.close();
		assertThat(output.getOut()).contains("Graceful shutdown complete").doesNotContain("Graceful shutdown aborted");
	}

	@Test
	void aReplicaWithoutATokenIsToldSo() {
		ConfigurableApplicationContext primary = primary();
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> start("replica", "--frameline.primary.url=" + url(primary)))
			.withStackTraceContaining("Database 'default'")
			.withStackTraceContaining("answered 401");
	}

	@Test
	void aReplicaInTheBackgroundStartsWithoutAPrimary() {
		ConfigurableApplicationContext replica = start("replica", "--frameline.primary.url=http://127.0.0.1:1/frameline",
				"--frameline.sync.initial=in-background", "--frameline.read.connection-timeout=100ms");
		await().untilAsserted(
				() -> assertThat(replica.getBean(SyncOperations.class).status().status()).isEqualTo(Status.DOWN));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> texts(replica))
			.havingCause()
			.isInstanceOf(SQLTransientConnectionException.class)
			.withMessageContaining("Database 'default'");
	}

	private ConfigurableApplicationContext primary() {
		ConfigurableApplicationContext primary = start("primary", "--frameline.serve.enabled=true",
				"--frameline.serve.tokens.replicas.secret=" + TOKEN,
				"--frameline.serve.tokens.replicas.access=read-write");
		primary.getBean(JdbcClient.class)
			.sql("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
			.update();
		return primary;
	}

	private ConfigurableApplicationContext replica(ConfigurableApplicationContext primary, String name) {
		return start(name, "--frameline.primary.url=" + url(primary), "--frameline.primary.auth-token=" + TOKEN);
	}

	private ConfigurableApplicationContext start(String name, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + this.directory.resolve(name).resolve("app.db"));
		arguments.add("--server.port=0");
		arguments.add("--server.address=127.0.0.1");
		ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class)
			.run(arguments.toArray(String[]::new));
		this.nodes.add(node);
		return node;
	}

	private static String url(ConfigurableApplicationContext node) {
		return "http://127.0.0.1:" + node.getEnvironment().getRequiredProperty("local.server.port") + "/frameline";
	}

	private static void write(ConfigurableApplicationContext node, String text) {
		node.getBean(JdbcClient.class).sql("INSERT INTO note (text) VALUES (?)").param(text).update();
	}

	private static List<String> texts(ConfigurableApplicationContext node) {
		return node.getBean(JdbcClient.class).sql("SELECT text FROM note ORDER BY id").query(String.class).list();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
