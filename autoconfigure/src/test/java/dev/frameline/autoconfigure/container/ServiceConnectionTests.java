package dev.frameline.autoconfigure.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.frameline.autoconfigure.FramelineConnectionDetails;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.testcontainers.containers.GenericContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Boot finds the factories, and what they make leads to a primary. The containers are described only: the primary that
 * the descriptions point at runs in this process.
 */
class ServiceConnectionTests {

	private static final Map<String, String> ENVIRONMENT = Map.of("SERVER_PORT", "9000",
			"FRAMELINE_SERVE_TOKENS_REPLICAS_SECRET", "a-long-random-text", "FRAMELINE_SERVE_TOKENS_REPLICAS_ACCESS",
			"read-write");

	private static int mappedPort;

	@TempDir
	Path directory;

	private ConfigurableApplicationContext primary;

	@BeforeEach
	void startPrimary() {
		this.primary = application(Application.class).run("--frameline.path=" + this.directory.resolve("primary.db"),
				"--frameline.serve.enabled=true", "--frameline.serve.tokens.replicas.secret=a-long-random-text",
				"--frameline.serve.tokens.replicas.access=read-write");
		this.primary.getBean(JdbcClient.class).sql("CREATE TABLE note (text TEXT)").update();
		mappedPort = Integer.parseInt(this.primary.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterEach
	void stopPrimary() {
		this.primary.close();
	}

	@Test
	void aServiceConnectionOfTestcontainersMakesAReplica() {
		assertFollows(application(Application.class, InContainer.class));
	}

	@Test
	void aServiceOfDockerComposeMakesAReplica() {
		assertFollows(application(Application.class).listeners(ready("frameline")));
	}

	@Test
	void connectionDetailsWinOverTheUrlThatIsSet() {
		assertFollows(application(Application.class, InContainer.class)
			.properties("frameline.primary.url=http://127.0.0.1:1/frameline"));
	}

	@Test
	void aServiceOfAnotherKindIsLeftAlone() {
		try (ConfigurableApplicationContext alone = application(Application.class)
			.listeners(ready("redis"))
			.run("--frameline.path=" + this.directory.resolve("alone.db"))) {
			assertThat(alone.getBeansOfType(FramelineConnectionDetails.class)).isEmpty();
			assertThat(alone.getBean(SyncOperations.class).status().role()).isEqualTo(Role.STANDALONE);
		}
	}

	@Test
	void aPrimaryIsToldThatItCannotFollowAContainer() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> application(Application.class, InContainer.class).run(
					"--frameline.path=" + this.directory.resolve("both.db"), "--frameline.serve.enabled=true",
					"--frameline.serve.auth=none"))
			.withStackTraceContaining("a node cannot be both");
	}

	private void assertFollows(SpringApplicationBuilder application) {
		try (ConfigurableApplicationContext replica = application
			.run("--frameline.path=" + this.directory.resolve("replica.db"))) {
			replica.getBean(JdbcClient.class).sql("INSERT INTO note VALUES ('from a replica')").update();
			assertThat(replica.getBean(FramelineConnectionDetails.class).getPrimaryUrl())
				.isEqualTo("http://127.0.0.1:" + mappedPort + "/frameline");
			assertThat(replica.getBean(SyncOperations.class).status().role()).isEqualTo(Role.REPLICA);
		}
		assertThat(this.primary.getBean(JdbcClient.class).sql("SELECT text FROM note").query(String.class).single())
			.isEqualTo("from a replica");
	}

	private static SpringApplicationBuilder application(Class<?>... sources) {
		return new SpringApplicationBuilder(sources).properties("server.port=0", "server.address=127.0.0.1");
	}

	/** Tells Boot's listeners what Docker Compose support tells them once the services run. */
	private static ApplicationListener<ApplicationPreparedEvent> ready(String connectionName) {
		return new ApplicationListener<>() {

			@Override
			public void onApplicationEvent(ApplicationPreparedEvent prepared) {
				SimpleApplicationEventMulticaster listeners = new SimpleApplicationEventMulticaster();
				prepared.getSpringApplication().getListeners().forEach(listeners::addApplicationListener);
				listeners.multicastEvent(event(prepared.getApplicationContext(), new Service(connectionName)));
			}

		};
	}

	private static DockerComposeServicesReadyEvent event(ApplicationContext context, RunningService service) {
		try {
			return BeanUtils.instantiateClass(DockerComposeServicesReadyEvent.class
				.getDeclaredConstructor(ApplicationContext.class, List.class), context, List.of(service));
		}
		catch (NoSuchMethodException ex) {
			throw new AssertionError("Docker Compose support tells it otherwise", ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class InContainer {

		@Bean
		@ServiceConnection(name = "frameline")
		DescribedContainer primaryContainer() {
			return new DescribedContainer();
		}

	}

	/** A container as Testcontainers would know it once it runs. */
	static final class DescribedContainer extends GenericContainer<DescribedContainer> {

		DescribedContainer() {
			super("example/notes:1");
			withEnv(ENVIRONMENT);
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public Integer getMappedPort(int port) {
			assertThat(port).isEqualTo(9000);
			return mappedPort;
		}

	}

	/** A service as Docker Compose would describe it. */
	record Service(String connectionName) implements RunningService {

		@Override
		public String name() {
			return "primary";
		}

		@Override
		public ImageReference image() {
			return ImageReference.of("example/notes:1");
		}

		@Override
		public String host() {
			return "127.0.0.1";
		}

		@Override
		public ConnectionPorts ports() {
			return new Ports();
		}

		@Override
		public Map<String, String> env() {
			return ENVIRONMENT;
		}

		@Override
		public Map<String, String> labels() {
			return Map.of("org.springframework.boot.service-connection", this.connectionName);
		}

	}

	record Ports() implements ConnectionPorts {

		@Override
		public int get(int port) {
			assertThat(port).isEqualTo(9000);
			return mappedPort;
		}

		@Override
		public List<Integer> getAll() {
			return List.of(mappedPort);
		}

		@Override
		public List<Integer> getAll(String protocol) {
			return getAll();
		}

	}

}
