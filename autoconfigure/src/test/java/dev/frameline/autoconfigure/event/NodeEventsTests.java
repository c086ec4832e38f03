package dev.frameline.autoconfigure.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import dev.frameline.write.WritePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What listeners of a primary and a replica hear, over real HTTP. */
class NodeEventsTests {

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
	void aNodeIsReadyOnceAndAdvancesFromThere() {
		ConfigurableApplicationContext primary = primary("primary");
		ConfigurableApplicationContext replica = replica(primary, "replica");
		write(primary, "from the primary");
		write(replica, "from the replica");
		for (ConfigurableApplicationContext node : this.nodes) {
			await().untilAsserted(() -> {
				NodeEvent last = last(node, NodeAdvanced.class);
				assertThat(((NodeAdvanced) last).to()).isEqualTo(position(primary));
			});
			assertThat(heard(node, NodeReady.class)).hasSize(1);
			assertThat(heard(node, NodeFailed.class)).isEmpty();
			assertThat(heard(node, NodeEvent.class)).first().isInstanceOf(NodeReady.class);
			assertThat(heard(node, NodeEvent.class)).extracting(NodeEvent::database).containsOnly("default");
			assertAdvancesAreSeamless(heard(node, NodeAdvanced.class));
		}
		assertThat(heard(replica, NodeReady.class)).extracting(NodeReady::role).containsExactly(Role.REPLICA);
	}

	private static void assertAdvancesAreSeamless(List<NodeAdvanced> advances) {
		for (int i = 0; i < advances.size(); i++) {
			assertThat(advances.get(i).to()).isGreaterThan(advances.get(i).from());
			if (i > 0) {
				assertThat(advances.get(i).from()).isEqualTo(advances.get(i - 1).to());
			}
		}
	}

	@Test
	void aListenerMayWriteBecauseItHoldsNothing() {
		ConfigurableApplicationContext primary = primary("primary");
		Listener listener = primary.getBean(Listener.class);
		listener.path = primary.getBean(Node.class).writes();
		write(primary, "heard of");
		await().untilAsserted(() -> assertThat(heard(primary, NodeAdvanced.class)).isNotEmpty());
		listener.answer = () -> write(primary, "the answer");
		write(primary, "answered");
		await().untilAsserted(() -> assertThat(count(primary, "the answer")).isEqualTo(1));
		assertThat(listener.held).containsOnly(false);
	}

	@Test
	void aFailureIsToldWhenItBeginsAndNotAtEachAttempt() {
		ConfigurableApplicationContext primary = primary("primary");
		ConfigurableApplicationContext replica = replica(primary, "replica");
		primary.close();
		await().untilAsserted(() -> assertThat(heard(replica, NodeFailed.class)).isNotEmpty());
		replica.getBean(SyncOperations.class).sync();
		replica.getBean(SyncOperations.class).sync();
		assertThat(heard(replica, NodeFailed.class)).hasSize(1).first().satisfies((failed) -> {
			assertThat(failed.status()).isEqualTo(Status.OFFLINE);
			assertThat(failed.error()).contains("Database 'default'");
		});
	}

	@Test
	void anotherHistoryIsADivergenceAndItsReplacementAnotherGeneration() throws IOException {
		ConfigurableApplicationContext first = primary("first");
		replica(first, "stopping").close();
		replica(first, "replacing").close();
		ConfigurableApplicationContext second = primary("second");
		ConfigurableApplicationContext stopping = replica(second, "stopping");
		await().untilAsserted(() -> assertThat(heard(stopping, NodeDiverged.class)).hasSize(1)
			.first()
			.satisfies((diverged) -> assertThat(diverged.reason()).contains("not the primary's")));
		ConfigurableApplicationContext replacing = replica(second, "replacing",
				"--frameline.sync.on-divergence=rebootstrap");
		await().untilAsserted(() -> assertThat(replacing.getBean(SyncOperations.class).status().status())
			.isEqualTo(Status.UP));
		try (Stream<Path> files = Files.list(this.directory.resolve("replacing"))) {
			assertThat(files).anyMatch((file) -> file.getFileName().toString().contains("aside"));
		}
		await().untilAsserted(() -> assertThat(heard(replacing, GenerationChanged.class)).isNotEmpty());
	}

	@Test
	void aReplicaInTheBackgroundIsReadyWhenItsCopyHasCome() {
		ConfigurableApplicationContext primary = primary("primary");
		ConfigurableApplicationContext replica = replica(primary, "replica", "--frameline.sync.initial=in-background");
		await().untilAsserted(() -> assertThat(heard(replica, NodeReady.class)).hasSize(1)
			.first()
			.satisfies((ready) -> assertThat(ready.position()).isNotNull()));
	}

	@Test
	void aStandaloneNodeIsReadyAndHasNoPosition() {
		ConfigurableApplicationContext node = start("alone");
		await().untilAsserted(
				() -> assertThat(heard(node, NodeEvent.class)).containsExactly(new NodeReady("default", Role.STANDALONE, null)));
	}

	private ConfigurableApplicationContext primary(String name) {
		ConfigurableApplicationContext primary = start(name, "--frameline.serve.enabled=true",
				"--frameline.serve.auth=none");
		primary.getBean(JdbcClient.class).sql("CREATE TABLE note (text TEXT NOT NULL)").update();
		return primary;
	}

	private ConfigurableApplicationContext replica(ConfigurableApplicationContext primary, String name,
			String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.add("--frameline.primary.url=http://127.0.0.1:"
				+ primary.getEnvironment().getRequiredProperty("local.server.port") + "/frameline");
		return start(name, all.toArray(String[]::new));
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

	private static void write(ConfigurableApplicationContext node, String text) {
		node.getBean(JdbcClient.class).sql("INSERT INTO note VALUES (?)").param(text).update();
	}

	private static long count(ConfigurableApplicationContext node, String text) {
		return node.getBean(JdbcClient.class)
			.sql("SELECT count(*) FROM note WHERE text = ?")
			.param(text)
			.query(Long.class)
			.single();
	}

	private static Position position(ConfigurableApplicationContext node) {
		return node.getBean(SyncOperations.class).position();
	}

	private static <T extends NodeEvent> List<T> heard(ConfigurableApplicationContext node, Class<T> type) {
		return node.getBean(Listener.class).heard.stream().filter(type::isInstance).map(type::cast).toList();
	}

	private static <T extends NodeEvent> NodeEvent last(ConfigurableApplicationContext node, Class<T> type) {
		List<T> heard = heard(node, type);
		assertThat(heard).isNotEmpty();
		return heard.get(heard.size() - 1);
	}

	static final class Listener {

		final Queue<NodeEvent> heard = new ConcurrentLinkedQueue<>();

		final Queue<Boolean> held = new ConcurrentLinkedQueue<>();

		volatile WritePath path;

		volatile Runnable answer;

		@EventListener
		void on(NodeEvent event) {
			this.heard.add(event);
			WritePath path = this.path;
			if (path != null) {
				this.held.add(path.heldByCurrentThread());
			}
			Runnable answer = this.answer;
			if (answer != null) {
				this.answer = null;
				answer.run();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

}
