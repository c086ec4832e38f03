package dev.frameline.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the demo promises, tried from outside. */
class ShowcaseTests {

	private static final int PRIMARY = 0;

	private static final int REPLICA = 1;

	private static final int OTHER_REPLICA = 2;

	private final HttpClient client = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	private Showcase showcase;

	@BeforeEach
	void start() {
		this.showcase = Showcase.start(this.directory, 0, 0, 0);
	}

	@AfterEach
	void stop() {
		this.showcase.close();
	}

	@Test
	void aNoteThatIsPostedAnywhereIsReadEverywhere() throws Exception {
		assertThat(post(PRIMARY, "{\"text\": \"on the primary\"}").statusCode()).isEqualTo(201);
		HttpResponse<String> created = post(REPLICA, "{\"text\": \"on a replica\"}");
		assertThat(created.statusCode()).isEqualTo(201);
		assertThat(json(created.body()).get("text").asString()).isEqualTo("on a replica");
		for (int node : new int[] { PRIMARY, REPLICA, OTHER_REPLICA }) {
			await().untilAsserted(() -> assertThat(get(node, "/notes").findValuesAsString("text"))
				.containsExactlyInAnyOrder("on the primary", "on a replica"));
			assertThat(get(node, "/notes/count").asLong()).isEqualTo(2);
		}
	}

	@Test
	void theNewestNotesComeFirstAndCanBeLimited() throws Exception {
		for (int note = 1; note <= 3; note++) {
			post(REPLICA, "{\"text\": \"note " + note + "\"}");
		}
		assertThat(get(REPLICA, "/notes?limit=2").findValuesAsString("text")).containsExactly("note 3", "note 2");
	}

	@Test
	void aNoteWithoutATextIsRefused() throws Exception {
		assertThat(post(REPLICA, "{}").statusCode()).isEqualTo(400);
		assertThat(get(REPLICA, "/notes/count").asLong()).isZero();
	}

	@Test
	void theNodesStandAtOnePosition() throws Exception {
		post(REPLICA, "{\"text\": \"here\"}");
		JsonNode primary = get(PRIMARY, "/actuator/sync");
		assertThat(primary.get("role").asString()).isEqualTo("primary");
		assertThat(primary.get("primary").isNull()).isTrue();
		await().untilAsserted(() -> {
			JsonNode replica = get(OTHER_REPLICA, "/actuator/sync");
			assertThat(replica.get("position")).isEqualTo(primary.get("position"));
			assertThat(replica.get("databaseId")).isEqualTo(primary.get("databaseId"));
			assertThat(replica.at("/lag/frames").asLong()).isZero();
			assertThat(replica.get("status").asString()).isEqualTo("UP");
		});
	}

	@Test
	void everyNodeTellsOfAllNodes() throws Exception {
		for (int node : new int[] { PRIMARY, REPLICA, OTHER_REPLICA }) {
			JsonNode nodes = get(node, "/nodes");
			assertThat(each(nodes, "/url")).containsExactly(this.showcase.url(PRIMARY),
					this.showcase.url(REPLICA), this.showcase.url(OTHER_REPLICA));
			assertThat(each(nodes, "/report/status/role")).containsExactly("PRIMARY", "REPLICA", "REPLICA");
			assertThat(nodes.get(node).get("here").asBoolean()).isTrue();
		}
	}

	@Test
	void aNodeStartedAloneTellsOfItselfAndItsPrimary() throws Exception {
		try (ConfigurableApplicationContext alone = new SpringApplicationBuilder(NotesApplication.class)
			.profiles("replica")
			.run("--server.port=0", "--frameline.path=" + this.directory.resolve("alone/notes.db"),
					"--frameline.primary.url=" + this.showcase.url(PRIMARY) + "/frameline")) {
			String url = "http://127.0.0.1:" + alone.getEnvironment().getProperty("local.server.port");
			JsonNode nodes = json(send(HttpRequest.newBuilder(URI.create(url + "/nodes"))).body());
			assertThat(each(nodes, "/url")).containsExactly(this.showcase.url(PRIMARY) + "/", url + "/");
			assertThat(each(nodes, "/report/status/role")).containsExactly("PRIMARY", "REPLICA");
		}
	}

	@Test
	void aNodeThatIsGoneIsToldOfWithTheReason() throws Exception {
		this.showcase.stop(OTHER_REPLICA);
		JsonNode gone = get(PRIMARY, "/nodes").get(OTHER_REPLICA);
		assertThat(gone.get("report").isNull()).isTrue();
		assertThat(gone.get("problem").asString()).startsWith("Does not answer: ");
	}

	@Test
	void aReplicaThatAnotherNodePausedReceivesNothingUntilItIsResumed() throws Exception {
		assertThat(tell(PRIMARY, REPLICA, "pause").statusCode()).isEqualTo(200);
		assertThat(get(REPLICA, "/sync").get("paused").asBoolean()).isTrue();
		post(OTHER_REPLICA, "{\"text\": \"while it is paused\"}");
		await().untilAsserted(() -> assertThat(get(OTHER_REPLICA, "/notes/count").asLong()).isEqualTo(1));
		assertThat(get(REPLICA, "/notes/count").asLong()).isZero();

		assertThat(tell(PRIMARY, REPLICA, "resume").statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(get(REPLICA, "/notes/count").asLong()).isEqualTo(1));
		assertThat(get(REPLICA, "/sync").get("paused").asBoolean()).isFalse();
	}

	/** A transaction begins with all that was committed before it, on any node. */
	@Test
	void aReplicaThatIsPausedCatchesUpBeforeItWrites() throws Exception {
		assertThat(tell(PRIMARY, REPLICA, "pause").statusCode()).isEqualTo(200);
		post(OTHER_REPLICA, "{\"text\": \"while it is paused\"}");
		assertThat(post(REPLICA, "{\"text\": \"after the one before\"}").statusCode()).isEqualTo(201);
		assertThat(get(REPLICA, "/notes/count").asLong()).isEqualTo(2);
		assertThat(get(REPLICA, "/sync").get("paused").asBoolean()).isTrue();
		assertThat(tell(PRIMARY, REPLICA, "resume").statusCode()).isEqualTo(200);
	}

	@Test
	void aPrimaryCannotBePausedAndSaysSoInItsOwnWords() throws Exception {
		HttpResponse<String> refused = tell(REPLICA, PRIMARY, "pause");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(json(refused.body()).get("detail").asString())
			.isEqualTo("This node follows no primary and cannot be paused");
		assertThat(tell(REPLICA, 3, "pause").statusCode()).isEqualTo(404);
	}

	@Test
	void whatToTryNamesTheNodes() {
		assertThat(this.showcase.whatToTry()).contains(this.showcase.url(PRIMARY), this.showcase.url(REPLICA),
				this.showcase.url(OTHER_REPLICA));
	}

	private HttpResponse<String> post(int node, String json) throws IOException, InterruptedException {
		return send(request(node, "/notes").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json)));
	}

	/** Through {@code asked}, as the button on its page does. */
	private HttpResponse<String> tell(int asked, int node, String command) throws IOException, InterruptedException {
		return send(request(asked, "/nodes/" + node + "/" + command).POST(BodyPublishers.noBody()));
	}

	private JsonNode get(int node, String path) throws IOException, InterruptedException {
		return json(send(request(node, path)).body());
	}

	private HttpRequest.Builder request(int node, String path) {
		return HttpRequest.newBuilder(URI.create(this.showcase.url(node) + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static List<String> each(JsonNode nodes, String pointer) {
		return nodes.valueStream().map((node) -> node.at(pointer).asString()).toList();
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

}
