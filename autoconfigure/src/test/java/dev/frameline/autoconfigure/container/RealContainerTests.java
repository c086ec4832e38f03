package dev.frameline.autoconfigure.container;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A primary in a container of its own, where there is a Docker daemon to run it. */
class RealContainerTests {

	@TempDir
	Path directory;

	@BeforeEach
	void askForDocker() {
		assumeTrue(DockerClientFactory.instance().isDockerAvailable(),
				"No Docker daemon answers here, so that no primary can run in a container");
	}

	@Test
	void aReplicaFollowsAPrimaryInAContainer() {
		try (ConfigurableApplicationContext replica = new SpringApplicationBuilder(Application.class, InContainer.class)
			.properties("server.port=0", "server.address=127.0.0.1")
			.run("--frameline.path=" + this.directory.resolve("replica.db"))) {
			JdbcClient jdbc = replica.getBean(JdbcClient.class);
			jdbc.sql("CREATE TABLE note (text TEXT)").update();
			jdbc.sql("INSERT INTO note VALUES ('accepted in a container')").update();
			assertThat(jdbc.sql("SELECT text FROM note").query(String.class).single())
				.isEqualTo("accepted in a container");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] args) {
			SpringApplication.run(Application.class, args);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InContainer {

		@Bean
		@ServiceConnection(name = "frameline")
		GenericContainer<?> primaryContainer() {
			GenericContainer<?> container = new GenericContainer<>("eclipse-temurin:17-jre").withExposedPorts(8080)
				.withEnv("FRAMELINE_PATH", "/tmp/app.db")
				.withEnv("FRAMELINE_SERVE_ENABLED", "true")
				.withEnv("FRAMELINE_SERVE_TOKENS_REPLICAS_SECRET", "a-long-random-text")
				.withEnv("FRAMELINE_SERVE_TOKENS_REPLICAS_ACCESS", "read-write")
				.waitingFor(Wait.forLogMessage(".*Tomcat started.*", 1));
			List<String> inside = new ArrayList<>();
			for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
				String path = "/app/" + inside.size() + "-" + Path.of(entry).getFileName();
				container.withCopyFileToContainer(MountableFile.forHostPath(entry), path);
				inside.add(path);
			}
			return container.withCommand("java", "-cp", String.join(":", inside), Application.class.getName());
		}

	}

}
