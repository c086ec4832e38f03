package dev.frameline.compatibility.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Library;
import dev.frameline.node.NodeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas of ours follow a server that speaks libSQL's protocol and nothing of Frameline's: no identity, no leases,
 * no held pulls, nobody to ask what became of a commit.
 */
class PlainServerTests {

	@TempDir
	Path directory;

	private final List<ConfigurableApplicationContext> running = new ArrayList<>();

	private byte[] base;

	private LibsqlServer server;

	private ConfigurableApplicationContext one;

	private ConfigurableApplicationContext other;

	@BeforeEach
	void start() throws Exception {
		this.base = base();
		this.server = new LibsqlServer(this.base);
		this.one = startNode("one");
		this.other = startNode("other");
	}

	/** Of a database with an empty table. */
	private byte[] base() throws Exception {
		Path file = this.directory.resolve("base.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)");
		}
		return Files.readAllBytes(file);
	}

	private ConfigurableApplicationContext startNode(String name) {
		return startNode(name, this.server);
	}

	private ConfigurableApplicationContext startNode(String name, LibsqlServer server, String... more) {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of(Library.settingForOnly(Set.of()), "--spring.main.banner-mode=off",
				"--frameline.path=" + this.directory.resolve(name).resolve("app.db"),
				"--frameline.primary.url=" + server.url(), "--frameline.sync.interval=100ms",
				"--frameline.write.timeout=3s"));
		ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
		this.running.add(node);
		return node;
	}

	@AfterEach
	void stop() {
		this.running.forEach(ConfigurableApplicationContext::close);
		this.server.close();
	}

	@Test
	void eachReadsWhatTheOtherWrites() {
		jdbc(this.one).sql(INSERT).param("the one's").update();
		assertThat(texts(this.one)).containsExactly("the one's");
		awaitTexts(this.other, "the one's");
		jdbc(this.other).sql(INSERT).param("the other's").update();
		awaitTexts(this.one, "the one's", "the other's");
		assertThat(this.server.asked()).noneMatch((asked) -> asked.contains("/lease") || asked.contains("/resolve"));
	}

	@Test
	void aWriteOnAnOlderStateIsRunAgainOnTheNewer() {
		for (int i = 0; i < 10; i++) {
			jdbc(this.one).sql(INSERT).param("the one's " + i).update();
			jdbc(this.other).sql(INSERT).param("the other's " + i).update();
		}
		await().untilAsserted(() -> assertThat(texts(this.one)).hasSize(20).isEqualTo(texts(this.other)));
	}

	@Test
	void largeTransactionsGoInBatches() {
		jdbc(this.one).sql(INSERT_MANY).update();
		assertThat(this.server.asked()).anyMatch((asked) -> asked.matches("POST /sync/1/\\d+/\\d+/more"));
		await().untilAsserted(() -> assertThat(texts(this.other)).hasSize(400).isEqualTo(texts(this.one)));
	}

	@Test
	void bothWalkThroughGenerations() {
		for (int i = 0; i < 3; i++) {
			jdbc(this.one).sql(INSERT).param("before roll " + i).update();
			this.server.roll();
		}
		awaitTexts(this.other, "before roll 0", "before roll 1", "before roll 2");
		jdbc(this.other).sql(INSERT).param("beyond").update();
		awaitTexts(this.one, "before roll 0", "before roll 1", "before roll 2", "beyond");
		await().untilAsserted(() -> assertThat(position(this.one)).isEqualTo(position(this.other)).startsWith("4:"));
		ConfigurableApplicationContext late = startNode("late");
		awaitTexts(late, "before roll 0", "before roll 1", "before roll 2", "beyond");
	}

	@Test
	void aPushWhoseAnswerIsLostIsRepeatedAndCountsOnce() {
		this.server.loseAnswersToPushes(1);
		jdbc(this.one).sql(INSERT).param("once").update();
		awaitTexts(this.other, "once");
	}

	@Test
	void aCommitThatNobodyAnswersForComesBackIfTheServerHoldsIt() {
		this.server.loseAnswersToPushes(Integer.MAX_VALUE);
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> jdbc(this.one).sql(INSERT).param("unknown").update());
		this.server.loseAnswersToPushes(0);
		awaitTexts(this.one, "unknown");
		jdbc(this.one).sql(INSERT).param("and on").update();
		awaitTexts(this.other, "unknown", "and on");
	}

	@Test
	void aNodeThatStartsAgainGoesOnWhereItWas() {
		jdbc(this.one).sql(INSERT).param("before").update();
		this.one.close();
		jdbc(this.other).sql(INSERT).param("meanwhile").update();
		this.one = startNode("one");
		awaitTexts(this.one, "before", "meanwhile");
		assertThat(this.server.asked()).filteredOn((asked) -> asked.startsWith("GET /export")).hasSize(2);
	}

	@Test
	void anotherDatabaseBehindTheUrlIsNoticedWhenTheServerIsBack() throws Exception {
		fill(this.one, this.server);
		try (LibsqlServer stranger = new LibsqlServer(this.base)) {
			ConfigurableApplicationContext theirs = startNode("theirs", stranger);
			fill(theirs, stranger);
			jdbc(theirs).sql(INSERT).param("a stranger's").update();
			awayAndBack(() -> this.server.become(stranger));
			awaitDiverged(this.one, "another content");
			assertThat(texts(this.one)).doesNotContain("a stranger's");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> jdbc(this.one).sql(INSERT).param("refused").update())
				.withMessageContaining("frameline.sync.on-divergence");
		}
	}

	@Test
	void anotherDatabaseBehindTheUrlIsNoticedByTheNextLifeOfANode() throws Exception {
		fill(this.one, this.server);
		this.one.close();
		try (LibsqlServer stranger = new LibsqlServer(this.base)) {
			fill(startNode("theirs", stranger), stranger);
			this.server.become(stranger);
			this.one = startNode("one");
			awaitDiverged(this.one, "another content");
			this.one.close();
			this.one = startNode("one", this.server, "--frameline.sync.on-divergence=rebootstrap");
			await().untilAsserted(() -> assertThat(texts(this.one)).contains("0 behind " + stranger.url()));
		}
	}

	@Test
	void aServerThatWasRestoredFromAnOlderCopyIsNoticed() {
		fill(this.one, this.server);
		awayAndBack(() -> this.server.forgetTheLastFrames(1));
		awaitDiverged(this.one, "the log ends before this node");
	}

	private void awayAndBack(Runnable meanwhile) {
		this.server.beAway(true);
		await().until(() -> status(this.one).status() == NodeStatus.Status.OFFLINE);
		meanwhile.run();
		this.server.beAway(false);
	}

	/** With notes that tell databases apart. */
	private static void fill(ConfigurableApplicationContext node, LibsqlServer server) {
		for (int i = 0; i < 3; i++) {
			jdbc(node).sql(INSERT).param(i + " behind " + server.url()).update();
		}
	}

	private static void awaitDiverged(ConfigurableApplicationContext node, String reason) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(status(node).status()).isEqualTo(NodeStatus.Status.DIVERGED));
		assertThat(status(node).lastError()).contains(reason).contains("frameline.sync.on-divergence");
	}

	private static NodeStatus status(ConfigurableApplicationContext node) {
		return node.getBean(SyncOperations.class).status();
	}

	private static void awaitTexts(ConfigurableApplicationContext node, String... texts) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(texts(node)).containsExactly(texts));
	}

	private static List<String> texts(ConfigurableApplicationContext node) {
		return jdbc(node).sql("SELECT text FROM note ORDER BY id").query(String.class).list();
	}

	private static String position(ConfigurableApplicationContext node) {
		return node.getBean(SyncOperations.class).position().toString();
	}

	private static JdbcClient jdbc(ConfigurableApplicationContext node) {
		return node.getBean(JdbcClient.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
