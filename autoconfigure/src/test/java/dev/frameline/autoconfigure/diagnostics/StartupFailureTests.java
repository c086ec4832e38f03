package dev.frameline.autoconfigure.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What somebody reads whose application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTests {

	private static final String KEY = "AAECAwQFBgcICQoLDA0ODw==";

	private static final String OTHER_KEY = "AAECAwQFBgcICQoLDA0ODg==";

	private static final String[] PRIMARY = { "--frameline.serve.enabled=true", "--frameline.serve.auth=none" };

	@TempDir
	Path directory;

	@Test
	void anUnreachablePrimary(CapturedOutput output) {
		assertFails(output, "Start the primary, or correct frameline.primary.url, which is http://127.0.0.1:1/frameline",
				"--frameline.primary.url=http://127.0.0.1:1/frameline");
	}

	@Test
	void aWrongToken(CapturedOutput output) {
		try (ConfigurableApplicationContext primary = start("--frameline.path=" + file("primary"),
				"--frameline.serve.enabled=true", "--frameline.serve.tokens.replicas.secret=right")) {
			assertFails(output, "Set frameline.primary.auth-token to the secret", "--frameline.primary.url=" + url(primary),
					"--frameline.primary.auth-token=wrong");
			assertThat(output).contains("401");
		}
	}

	@Test
	void aWrongKey(CapturedOutput output) {
		try (ConfigurableApplicationContext primary = start("--frameline.path=" + file("primary"), PRIMARY[0], PRIMARY[1],
				"--frameline.serve.required-key=" + KEY)) {
			assertFails(output, "frameline.primary.encryption-key to the key that the server asks for",
					"--frameline.primary.url=" + url(primary), "--frameline.primary.encryption-key=" + OTHER_KEY);
			assertThat(output).contains("401").doesNotContain(KEY).doesNotContain(OTHER_KEY);
		}
	}

	@Test
	void aFileThatAnotherContextHas(CapturedOutput output) {
		try (ConfigurableApplicationContext first = start("--frameline.path=" + file("app"))) {
			assertThat(first.isActive()).isTrue();
			assertFails(output, "or give this node a frameline.path of its own");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFileThatIsNoDatabase(boolean serving, CapturedOutput output) throws IOException {
		Files.writeString(file("app"), "Dear diary, ".repeat(1000));
		assertFails(output, "to a SQLite database, or to a file that is not there yet", serving ? PRIMARY : new String[0]);
	}

	@Test
	void pagesOfAnotherSize(CapturedOutput output) throws SQLException {
		database("PRAGMA page_size = 8192");
		assertFails(output, "PRAGMA page_size=4096", PRIMARY);
		assertThat(output).contains("8192");
	}

	@Test
	void autoVacuum(CapturedOutput output) throws SQLException {
		database("PRAGMA auto_vacuum = FULL");
		assertFails(output, "PRAGMA auto_vacuum=NONE", PRIMARY);
	}

	@Test
	void theFileOfAnotherPrimary(CapturedOutput output) {
		try (ConfigurableApplicationContext primary = start("--frameline.path=" + file("primary"), PRIMARY[0], PRIMARY[1]);
				ConfigurableApplicationContext other = start("--frameline.path=" + file("other"), PRIMARY[0], PRIMARY[1])) {
			primary.getBean(JdbcClient.class).sql("CREATE TABLE a (b)").update();
			other.getBean(JdbcClient.class).sql("CREATE TABLE b (a)").update();
			start("--frameline.path=" + file("app"), "--frameline.primary.url=" + url(primary)).close();
			assertFails(output, "frameline.sync.on-divergence", "--frameline.primary.url=" + url(other),
					"--frameline.sync.initial=required");
		}
	}

	@Test
	void bothRoles(CapturedOutput output) {
		assertFails(output, "Remove one of the two", PRIMARY[0], PRIMARY[1],
				"--frameline.primary.url=http://127.0.0.1:1/frameline");
	}

	@Test
	void noTokens(CapturedOutput output) {
		assertFails(output, "or write frameline.serve.auth=none", PRIMARY[0]);
	}

	private void assertFails(CapturedOutput output, String action, String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.add("--frameline.path=" + file("app"));
		all.add("--frameline.sync.initial-timeout=5s");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> start(all.toArray(String[]::new)).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START").contains("Action:");
		assertThat(output.getAll().substring(output.getAll().indexOf("Action:"))).contains(action);
	}

	private ConfigurableApplicationContext start(String... settings) {
		return new SpringApplicationBuilder(Application.class).properties("server.port=0", "server.address=127.0.0.1")
			.run(settings);
	}

	private void database(String pragma) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file("app"));
				Statement statement = connection.createStatement()) {
			statement.execute(pragma);
			statement.execute("CREATE TABLE a (b)");
		}
	}

	private Path file(String name) {
		return this.directory.resolve(name + ".db");
	}

	private static String url(ConfigurableApplicationContext node) {
		return "http://127.0.0.1:" + node.getEnvironment().getRequiredProperty("local.server.port") + "/frameline";
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
