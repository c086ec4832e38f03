package dev.frameline.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The demo runs from sources that were generated ahead of time, in each of its roles. */
class AheadOfTimeTests {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<Process> processes = new ArrayList<>();

	@TempDir
	Path directory;

	@AfterEach
	void endProcesses() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroy();
		}
		for (Process process : this.processes) {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aPrimaryAndAReplicaStartFromGeneratedSourcesAndWorkTogether() throws Exception {
		AheadOfTime primary = AheadOfTime.process(this.directory.resolve("aot-primary"),
				"--spring.profiles.active=primary", "--frameline.path=" + file("primary"));
		String primaryUrl = start("primary", primary);
		AheadOfTime replica = AheadOfTime.process(this.directory.resolve("aot-replica"),
				"--spring.profiles.active=replica", "--frameline.path=" + file("replica"));
		assertThat(file("replica")).as("processing opens nothing").doesNotExist();
		String replicaUrl = start("replica", replica, "--frameline.primary.url=" + primaryUrl + "/frameline",
				"--frameline.primary.auth-token=bound-by-reflection");

		post(replicaUrl, "{\"text\": \"ahead of time\"}");
		assertThat(get(primaryUrl, "/notes").findValuesAsString("text")).containsExactly("ahead of time");
		assertThat(get(replicaUrl, "/actuator/sync").get("role").asString()).isEqualTo("replica");
		assertThat(get(primaryUrl, "/actuator/sync").get("role").asString()).isEqualTo("primary");
	}

	@Test
	void whatIsReachedByReflectionIsHinted() throws IOException {
		JsonNode hints = JsonMapper.shared()
			.readTree(AheadOfTime.process(this.directory, "--spring.profiles.active=primary").hints());
		List<String> types = hints.get("reflection").findValuesAsString("type");
		assertThat(types).contains("dev.frameline.actuator.SyncDescriptor", "dev.frameline.actuator.SyncDescriptor$At",
				"dev.frameline.actuator.SyncDescriptor$Lag", "dev.frameline.actuator.SyncDescriptor$LastSync",
				"dev.frameline.actuator.SyncDescriptor$Pending", "dev.frameline.actuator.SyncDescriptor$Primary",
				"dev.frameline.actuator.SyncEndpoint", "dev.frameline.autoconfigure.FramelineProperties",
				"dev.frameline.autoconfigure.ServeProperties$Token", "dev.frameline.autoconfigure.Secret");
		assertThat(hints.get("resources").findValuesAsString("glob")).anyMatch((glob) -> glob.startsWith("db/migration"));
	}

	private String start(String name, AheadOfTime application, String... more) throws IOException {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(List.of("--spring.profiles.active=" + name, "--server.port=0", "--frameline.path=" + file(name)));
		Path log = this.directory.resolve(name + ".log");
		Process process = application.start(log, arguments.toArray(String[]::new));
		this.processes.add(process);
		await().atMost(Duration.ofMinutes(1)).failFast(() -> failed(process, log))
			.until(() -> PORT.matcher(Files.readString(log)).find());
		assertThat(Files.readString(log)).contains("Starting AOT-processed NotesApplication");
		Matcher port = PORT.matcher(Files.readString(log));
		assertThat(port.find()).isTrue();
		return "http://127.0.0.1:" + port.group(1);
	}

	private static void failed(Process process, Path log) throws IOException {
		assertThat(process.isAlive()).as("%s", Files.readString(log)).isTrue();
	}

	private Path file(String name) {
		return this.directory.resolve(name).resolve("notes.db");
	}

	private void post(String url, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/notes"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build();
		assertThat(this.client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
	}

	private JsonNode get(String url, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
		return JsonMapper.shared().readTree(this.client.send(request, BodyHandlers.ofString()).body());
	}

}
