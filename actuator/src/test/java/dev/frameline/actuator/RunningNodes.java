package dev.frameline.actuator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.Node;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A primary and its replicas as applications of one JVM, over real HTTP; closed after each test, the last first. */
public final class RunningNodes implements AfterEachCallback {

	private static final String TOKEN = "a-long-random-text";

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	/** One with a table of notes. */
	public ConfigurableApplicationContext primary(Path directory, String... settings) {
		return primary(directory, new Class<?>[0], settings);
	}

	/** One with a table of notes and further configuration. */
	public ConfigurableApplicationContext primary(Path directory, Class<?>[] sources, String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.add("--frameline.serve.enabled=true");
		all.add("--frameline.serve.tokens.replicas.secret=" + TOKEN);
		all.add("--frameline.serve.tokens.replicas.access=read-write");
		ConfigurableApplicationContext primary = start(directory.resolve("primary"), sources, all);
		primary.getBean(JdbcClient.class)
			.sql("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
			.update();
		return primary;
	}

	/** One that follows {@code primary}. */
	public ConfigurableApplicationContext replica(ConfigurableApplicationContext primary, Path directory,
			String... settings) {
		return replica(url(primary), directory, new Class<?>[0], settings);
	}

	/** One that follows a URL. */
	public ConfigurableApplicationContext replica(String url, Path directory, Class<?>[] sources, String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.add("--frameline.primary.url=" + url);
		all.add("--frameline.primary.auth-token=" + TOKEN);
		return start(directory.resolve("replica"), sources, all);
	}

	private ConfigurableApplicationContext start(Path directory, Class<?>[] sources, List<String> settings) {
		settings.add("--frameline.path=" + directory.resolve("app.db"));
		settings.add("--server.port=0");
		settings.add("--server.address=127.0.0.1");
		settings.add("--management.endpoints.web.exposure.include=*");
		settings.add("--management.endpoint.health.show-details=always");
		ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class).sources(sources)
			.run(settings.toArray(String[]::new));
		this.nodes.add(node);
		return node;
	}

	/** Where others may follow a node. */
	public static String url(ConfigurableApplicationContext node) {
		return at(node, "/frameline");
	}

	/** A path of a node. */
	public static String at(ConfigurableApplicationContext node, String path) {
		return "http://127.0.0.1:" + node.getEnvironment().getRequiredProperty("local.server.port") + path;
	}

	/** Writes a note. */
	public static void write(ConfigurableApplicationContext node, String text) {
		node.getBean(JdbcClient.class).sql("INSERT INTO note (text) VALUES (?)").param(text).update();
	}

	/** What becomes of a node that stands still in the middle of a transaction: others get the lease. */
	public static void takeLease(ConfigurableApplicationContext primary, ConfigurableApplicationContext holder) {
		UUID origin = holder.getBean(SyncOperations.class).status().lease().origin();
		primary.getBean(Node.class).served().release(origin, Fence.NONE);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		for (int node = this.nodes.size() - 1; node >= 0; node--) {
			this.nodes.get(node).close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
