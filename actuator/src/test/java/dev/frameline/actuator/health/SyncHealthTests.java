package dev.frameline.actuator.health;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;

import javax.sql.DataSource;

import dev.frameline.actuator.RunningNodes;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.frameline.actuator.RunningNodes.takeLease;
import static dev.frameline.actuator.RunningNodes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code /actuator/health} of a primary and a replica, over real HTTP. */
class SyncHealthTests {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@RegisterExtension
	private final RunningNodes nodes = new RunningNodes();

	@TempDir
	Path directory;

	@Test
	void aNodeThatKeepsUpIsUpAndSaysWhereItStands() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		JsonNode there = details(primary);
		assertThat(there.get("status").asString()).isEqualTo("UP");
		assertThat(there.get("role").asString()).isEqualTo("primary");
		replica.getBean(SyncOperations.class).sync();
		JsonNode here = details(replica);
		assertThat(here.get("role").asString()).isEqualTo("replica");
		assertThat(here.get("database").asString()).isEqualTo("default");
		assertThat(here.get("lagFrames").asLong()).isZero();
		assertThat(here.get("position")).isEqualTo(there.get("position"));
		assertThat(here.get("primary").asString()).isEqualTo(RunningNodes.url(primary));
		assertThat(health(replica, "sync").statusCode()).isEqualTo(200);
	}

	@Test
	void itTurnsWithTheLimitOfTime() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory,
				"--frameline.sync.interval=50ms", "--frameline.health.max-lag-time=400ms");
		await().untilAsserted(() -> assertThat(health(replica, "sync").statusCode()).isEqualTo(200));
		replica.getBean(SyncService.class).stop();
		// A pull that is held now is answered by this and has no successor
		write(primary, "the last one");
		await().untilAsserted(() -> {
			assertThat(health(replica, "sync").statusCode()).isEqualTo(503);
			assertThat(details(replica).get("reason").asString()).contains("frameline.health.max-lag-time");
		});
		replica.getBean(SyncService.class).start();
		await().untilAsserted(() -> assertThat(health(replica, "sync").statusCode()).isEqualTo(200));
	}

	@Test
	void itTurnsWithTheLimitOfFrames() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory,
				"--frameline.health.max-lag-frames=0");
		await().untilAsserted(() -> assertThat(health(replica, "sync").statusCode()).isEqualTo(200));
		try (Connection busy = replica.getBean(DataSource.class).getConnection()) {
			busy.setAutoCommit(false);
			busy.createStatement().executeUpdate("INSERT INTO note (text) VALUES ('keeps the writer')");
			takeLease(primary, replica);
			write(primary, "cannot be applied");
			await().untilAsserted(() -> {
				assertThat(health(replica, "sync").statusCode()).isEqualTo(503);
				assertThat(details(replica).get("reason").asString()).contains("frameline.health.max-lag-frames");
			});
			busy.rollback();
		}
		await().untilAsserted(() -> assertThat(health(replica, "sync").statusCode()).isEqualTo(200));
	}

	@Test
	void aReplicaWithoutItsPrimaryIsUpUntilItIsTooOld() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext patient = this.nodes.replica(primary, this.directory.resolve("patient"));
		ConfigurableApplicationContext strict = this.nodes.replica(primary, this.directory.resolve("strict"),
				"--frameline.health.max-lag-time=1s");
		primary.close();
		await().untilAsserted(() -> assertThat(health(strict, "sync").statusCode()).isEqualTo(503));
		await().untilAsserted(() -> assertThat(details(patient).get("status").asString()).isEqualTo("OFFLINE"));
		assertThat(health(patient, "sync").statusCode()).isEqualTo(200);
		assertThat(details(patient).get("reachable").asBoolean()).isFalse();
		assertThat(health(strict, "db").statusCode()).as("reads go on").isEqualTo(200);
	}

	@Test
	void aBusyWriterIsNoIllnessOfTheDatabase() throws Exception {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory,
				"--frameline.write.acquire-timeout=250ms");
		try (Connection busy = primary.getBean(DataSource.class).getConnection()) {
			busy.setAutoCommit(false);
			busy.createStatement().executeUpdate("INSERT INTO note (text) VALUES ('keeps the writer')");
			HttpResponse<String> health = health(primary, "db");
			assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
			assertThat(JsonMapper.shared().readTree(health.body()).at("/details/result").asInt()).isEqualTo(1);
			busy.rollback();
		}
	}

	@Test
	void aReplicaIsNotReadyBeforeItsFirstSyncAndStaysReadyAfterwards() throws Exception {
		ConfigurableApplicationContext away = this.nodes.replica("http://127.0.0.1:1/frameline", this.directory,
				new Class<?>[0], "--frameline.sync.initial=in-background", "--frameline.health.readiness=true",
				"--management.endpoint.health.probes.add-additional-paths=true");
		assertThat(get(away, "/actuator/health/readiness").statusCode()).isEqualTo(503);
		assertThat(get(away, "/readyz").statusCode()).isEqualTo(503);
		assertThat(get(away, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory.resolve("second"),
				"--frameline.health.readiness=true", "--frameline.health.max-lag-time=100ms");
		await().untilAsserted(() -> assertThat(get(replica, "/actuator/health/readiness").statusCode()).isEqualTo(200));
		primary.close();
		await().untilAsserted(() -> assertThat(health(replica, "sync").statusCode()).isEqualTo(503));
		assertThat(get(replica, "/actuator/health/readiness").statusCode()).isEqualTo(200);
	}

	@Test
	void withoutBeingAskedReadinessSaysNothingOfSyncing() throws Exception {
		ConfigurableApplicationContext away = this.nodes.replica("http://127.0.0.1:1/frameline", this.directory,
				new Class<?>[0], "--frameline.sync.initial=in-background");
		assertThat(health(away, "sync").statusCode()).isEqualTo(503);
		assertThat(get(away, "/actuator/health/readiness").statusCode()).isEqualTo(200);
	}

	private static JsonNode details(ConfigurableApplicationContext node) throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(health(node, "sync").body()).get("details");
	}

	private static HttpResponse<String> health(ConfigurableApplicationContext node, String contributor)
			throws IOException, InterruptedException {
		return get(node, "/actuator/health/" + contributor);
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext node, String path)
			throws IOException, InterruptedException {
		return CLIENT.send(HttpRequest.newBuilder(URI.create(RunningNodes.at(node, path))).build(),
				BodyHandlers.ofString());
	}

}
