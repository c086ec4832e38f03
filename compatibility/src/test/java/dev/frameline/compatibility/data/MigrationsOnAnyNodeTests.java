package dev.frameline.compatibility.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineClientAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineMigrationAutoConfiguration;
import dev.frameline.autoconfigure.FramelineServerAutoConfiguration;
import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.autoconfigure.sync.SyncOperations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Nodes that start at once with the same migrations: each is done once, and all start. */
class MigrationsOnAnyNodeTests {

	private static final int REPLICAS = 3;

	private final List<ConfigurableApplicationContext> running = new ArrayList<>();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		for (int i = this.running.size() - 1; i >= 0; i--) {
			this.running.get(i).close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "flyway", "liquibase" })
	void replicasThatStartAtOnceMigrateOnce(String tool) throws Exception {
		ConfigurableApplicationContext primary = start(null, "primary", "--frameline.serve.enabled=true",
				"--frameline.serve.auth=none", "--frameline.serve.port=0", "--frameline.serve.address=127.0.0.1");
		String url = "http://127.0.0.1:" + primary.getBean(FramelineHttpServer.class).port() + "/frameline";
		for (ConfigurableApplicationContext replica : startAtOnce(tool, url)) {
			assertMigratedOnce(replica, tool);
		}
		ConfigurableApplicationContext late = start(tool, "late", "--frameline.primary.url=" + url);
		assertMigratedOnce(late, tool);
		assertMigratedOnce(primary, tool);
		late.getBean(JdbcClient.class).sql("INSERT INTO note (text) VALUES ('written')").update();
		assertThat(texts(primary)).containsExactly("migrated", "written");
	}

	private List<ConfigurableApplicationContext> startAtOnce(String tool, String url) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(REPLICAS);
		CyclicBarrier together = new CyclicBarrier(REPLICAS);
		try {
			List<Callable<ConfigurableApplicationContext>> starts = new ArrayList<>();
			for (int i = 0; i < REPLICAS; i++) {
				String name = "replica-" + i;
				starts.add(() -> {
					together.await();
					return start(tool, name, "--frameline.primary.url=" + url);
				});
			}
			List<ConfigurableApplicationContext> started = new ArrayList<>();
			for (Future<ConfigurableApplicationContext> start : threads.invokeAll(starts)) {
				started.add(start.get());
			}
			return started;
		}
		finally {
			threads.shutdown();
		}
	}

	private static void assertMigratedOnce(ConfigurableApplicationContext node, String tool) {
		node.getBean(SyncOperations.class).sync();
		assertThat(texts(node)).containsExactly("migrated");
		String history = tool.equals("flyway") ? "SELECT version FROM flyway_schema_history ORDER BY installed_rank"
				: "SELECT id FROM DATABASECHANGELOG ORDER BY orderexecuted";
		assertThat(node.getBean(JdbcClient.class).sql(history).query(String.class).list())
			.isEqualTo(tool.equals("flyway") ? List.of("1") : List.of("table", "row"));
	}

	private static List<String> texts(ConfigurableApplicationContext node) {
		return node.getBean(JdbcClient.class).sql("SELECT text FROM note ORDER BY id").query(String.class).list();
	}

	/** @param tool {@code null} for a node without migrations */
	private ConfigurableApplicationContext start(String tool, String name, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + this.directory.resolve(name + "/app.db"));
		arguments.add("--spring.flyway.enabled=" + "flyway".equals(tool));
		arguments.add("--spring.liquibase.enabled=" + "liquibase".equals(tool));
		arguments.add("--spring.main.banner-mode=off");
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
		synchronized (this.running) {
			this.running.add(context);
		}
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class,
			FramelineDataSourceAutoConfiguration.class, FramelineMigrationAutoConfiguration.class,
			FramelineServerAutoConfiguration.class, FramelineSyncAutoConfiguration.class, FlywayAutoConfiguration.class,
			LiquibaseAutoConfiguration.class, JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class })
	static class Application {

	}

}
