package dev.frameline.actuator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.UUID;

import dev.frameline.Position;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Pending;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON that {@code /actuator/sync} answers over HTTP: its keys are a promise. */
class SyncEndpointTests {

	private static final UUID DATABASE_ID = UUID.fromString("0e6f2f5c-6b3e-4a52-9d0c-0c1a2b3c4d5e");

	private static final UUID ORIGIN = UUID.fromString("5b7a3c1e-0d2f-4e68-8a9b-7c6d5e4f3a2b");

	private static final NodeStatus REPLICA = new NodeStatus(Status.STALE, Role.REPLICA, "default", DATABASE_ID,
			new Position(1, 7), new NodeStatus.Primary("http://primary/frameline", true, new Position(1, 9)),
			new NodeStatus.Lag(2, 1.5), new Pending(0, 0), new NodeStatus.Lease(ORIGIN, null),
			new NodeStatus.Snapshot("report, connection 7", "report", 12.5),
			new LastSync(Instant.parse("2026-01-02T03:04:05Z"), "synced", 3, 12360, null, 0.25), "late");

	private static final NodeStatus PRIMARY = new NodeStatus(Status.UP, Role.PRIMARY, "default", DATABASE_ID,
			new Position(2, 0), null, null, new Pending(0, 0), new NodeStatus.Lease(DATABASE_ID, ORIGIN), null, null,
			null);

	private static final NodeStatus STANDALONE = new NodeStatus(Status.UP, Role.STANDALONE, "default", null, null, null,
			null, new Pending(0, 0), null, null, null);

	@Test
	void aReplicaShowsAllOfItsKeys() throws Exception {
		assertThat(ask("GET", REPLICA, STANDALONE)).isEqualTo(JsonMapper.shared().readTree("""
				{
				  "status": "STALE",
				  "role": "replica",
				  "database": "default",
				  "databaseId": "0e6f2f5c-6b3e-4a52-9d0c-0c1a2b3c4d5e",
				  "position": {"generation": 1, "frame": 7},
				  "primary": {"url": "http://primary/frameline", "reachable": true,
				              "position": {"generation": 1, "frame": 9}},
				  "lag": {"frames": 2, "seconds": 1.5},
				  "pending": {"transactions": 0, "frames": 0},
				  "lease": {"origin": "5b7a3c1e-0d2f-4e68-8a9b-7c6d5e4f3a2b", "holder": null},
				  "snapshot": {"seconds": 12.5, "holder": "report, connection 7"},
				  "lastSync": {"at": "2026-01-02T03:04:05Z", "outcome": "synced", "frames": 3, "bytes": 12360,
				               "total": null, "seconds": 0.25},
				  "lastError": "late"
				}
				"""));
	}

	@Test
	void aReplicaThatFetchesABaseShowsHowMuchOfItIsHere() throws Exception {
		NodeStatus fetching = new NodeStatus(Status.DOWN, Role.REPLICA, "default", null, null,
				new NodeStatus.Primary("http://primary/frameline", true, null), null, new Pending(0, 0), null,
				new LastSync(Instant.parse("2026-01-02T03:04:05Z"), "bootstrapping", 0, 4096, 1073741824L, 0.25), null);
		assertThat(ask("GET", fetching, STANDALONE).get("lastSync")).isEqualTo(JsonMapper.shared().readTree("""
				{"at": "2026-01-02T03:04:05Z", "outcome": "bootstrapping", "frames": 0, "bytes": 4096,
				 "total": 1073741824, "seconds": 0.25}
				"""));
	}

	@Test
	void aPrimaryShowsWhoHoldsTheLease() throws Exception {
		JsonNode lease = ask("GET", PRIMARY, PRIMARY).get("lease");
		assertThat(lease.get("holder").asString()).isEqualTo(ORIGIN.toString());
	}

	@Test
	void whatARoleHasNotIsNullAndNotAbsent() throws Exception {
		assertThat(ask("GET", STANDALONE, REPLICA)).isEqualTo(JsonMapper.shared().readTree("""
				{
				  "status": "UP", "role": "standalone", "database": "default", "databaseId": null, "position": null,
				  "primary": null, "lag": null, "pending": {"transactions": 0, "frames": 0}, "lease": null,
				  "snapshot": null,
				  "lastSync": null, "lastError": null
				}
				"""));
	}

	@Test
	void aPostSyncsFirstAndAnswersTheSame() throws Exception {
		JsonNode answer = ask("POST", STANDALONE, REPLICA);
		assertThat(answer.get("role").asString()).isEqualTo("replica");
		assertThat(answer.propertyNames()).containsExactly("status", "role", "database", "databaseId", "position",
				"primary", "lag", "pending", "lease", "snapshot", "lastSync", "lastError");
	}

	@Test
	void nullsStayWhenTheApplicationLeavesThemOutOfItsOwnJson() throws Exception {
		assertThat(ask("GET", STANDALONE, REPLICA, "--spring.jackson.default-property-inclusion=non_null").has("primary"))
			.isTrue();
	}

	@Test
	void aPostToRollAnswersHowTheNodeIsDoingAfterwards() throws Exception {
		HttpResponse<String> answer = send("POST", "/roll", PRIMARY, PRIMARY);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(JsonMapper.shared().readTree(answer.body()).get("role").asString()).isEqualTo("primary");
	}

	@Test
	void aNodeThatCannotRollSaysWhy() throws Exception {
		HttpResponse<String> answer = send("POST", "/roll", REPLICA, REPLICA);
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("expected a primary");
	}

	@Test
	void anActionThatIsNotKnownIsRefused() throws Exception {
		assertThat(send("POST", "/spin", PRIMARY, PRIMARY).statusCode()).isEqualTo(400);
	}

	private static JsonNode ask(String method, NodeStatus now, NodeStatus afterSync, String... arguments)
			throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(send(method, "", now, afterSync, arguments).body());
	}

	private static HttpResponse<String> send(String method, String path, NodeStatus now, NodeStatus afterSync,
			String... arguments) throws IOException, InterruptedException {
		String[] all = new String[arguments.length + 3];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		all[arguments.length] = "--server.port=0";
		all[arguments.length + 1] = "--server.address=127.0.0.1";
		all[arguments.length + 2] = "--management.endpoints.web.exposure.include=sync";
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.initializers((created) -> created.getBeanFactory()
				.registerSingleton("syncOperations", new PlayedNode(now, afterSync)))
			.run(all)) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/sync" + path))
				.method(method, BodyPublishers.noBody())
				.build();
			return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}
