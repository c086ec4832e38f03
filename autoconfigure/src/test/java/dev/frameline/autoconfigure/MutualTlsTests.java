package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.log.SourceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A primary that is served over TLS only, and only to those whose certificate it trusts. */
@ExtendWith(OutputCaptureExtension.class)
class MutualTlsTests {

	@TempDir
	static Path stores;

	private static KeyStores keys;

	private static ConfigurableApplicationContext primary;

	@TempDir
	Path directory;

	@BeforeAll
	static void startPrimary() throws Exception {
		keys = KeyStores.in(stores);
		List<String> settings = new ArrayList<>(KeyStores.bundle("primary", keys.primary(), keys.primary()));
		settings.addAll(List.of("--server.ssl.bundle=primary", "--server.ssl.client-auth=need",
				"--frameline.serve.enabled=true", "--frameline.serve.auth=none",
				"--frameline.path=" + stores.resolve("primary.db")));
		primary = start(settings);
		primary.getBean(JdbcClient.class).sql("CREATE TABLE note (text TEXT)").update();
	}

	@AfterAll
	static void stopPrimary() {
		primary.close();
	}

	@Test
	void aReplicaWithACertificateThatThePrimaryTrustsReadsAndWrites() {
		try (ConfigurableApplicationContext replica = startReplica(url(),
				KeyStores.bundle("mine", keys.replica(), keys.replica()))) {
			replica.getBean(JdbcClient.class).sql("INSERT INTO note VALUES ('over TLS')").update();
			primary.getBean(JdbcClient.class).sql("INSERT INTO note VALUES ('and back')").update();
			await().untilAsserted(() -> assertThat(
					replica.getBean(JdbcClient.class).sql("SELECT text FROM note").query(String.class).list())
				.containsExactly("over TLS", "and back"));
		}
	}

	@Test
	void aPrimaryThatTheReplicaDoesNotTrustIsNotFollowed(CapturedOutput output) {
		assertFindsNoTrust(output, KeyStores.bundle("mine", keys.replica(), keys.stranger()));
		assertThat(output).contains("unable to find valid certification path");
	}

	@Test
	void aReplicaThatThePrimaryDoesNotTrustIsToldSo(CapturedOutput output) {
		assertFindsNoTrust(output, KeyStores.bundle("mine", keys.stranger(), keys.replica()));
	}

	@Test
	void aBundleThatIsNotDefinedStopsTheStart(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> startReplica(url(), KeyStores.bundle("yours", keys.replica(), keys.replica())))
			.withRootCauseInstanceOf(RuntimeException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("frameline.primary.ssl.bundle names the SSL bundle 'mine', and there is none of that name: defined are yours")
			.contains("Define it under spring.ssl.bundle.pem.mine or spring.ssl.bundle.jks.mine");
	}

	@Test
	void aBundleThatAnHttpUrlWouldNotUseStopsTheStart(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> startReplica("http://127.0.0.1:1/frameline",
				KeyStores.bundle("mine", keys.replica(), keys.replica())));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("expected one that begins with https");
	}

	private void assertFindsNoTrust(CapturedOutput output, List<String> bundle) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> startReplica(url(), bundle))
			.satisfies((failure) -> assertThat(failure).hasStackTraceContaining(SourceException.class.getName())
				.hasStackTraceContaining("Database 'default'")
				.hasStackTraceContaining("found no trust: TLS failed with"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Check that frameline.primary.ssl.bundle trusts the primary's certificate")
			.doesNotContain("Start the primary, or correct frameline.primary.url");
	}

	private ConfigurableApplicationContext startReplica(String url, List<String> bundle) {
		List<String> settings = new ArrayList<>(bundle);
		settings.addAll(List.of("--frameline.path=" + this.directory.resolve("replica.db"),
				"--frameline.primary.ssl.bundle=mine", "--frameline.primary.url=" + url));
		return start(settings);
	}

	private static ConfigurableApplicationContext start(List<String> settings) {
		return new SpringApplicationBuilder(Application.class).properties("server.port=0", "server.address=127.0.0.1")
			.run(settings.toArray(String[]::new));
	}

	private static String url() {
		return "https://127.0.0.1:" + primary.getEnvironment().getRequiredProperty("local.server.port") + "/frameline";
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
