package dev.frameline.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
	void whatToTryNamesTheNodes() {
		assertThat(this.showcase.whatToTry()).contains(this.showcase.url(PRIMARY), this.showcase.url(REPLICA),
				this.showcase.url(OTHER_REPLICA));
	}

	private HttpResponse<String> post(int node, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.showcase.url(node) + "/notes"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

	private JsonNode get(int node, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.showcase.url(node) + path)).build();
		return json(this.client.send(request, BodyHandlers.ofString()).body());
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

}
