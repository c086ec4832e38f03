package dev.frameline.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * A Chromium without a window, driven over its own protocol: {@code https://chromedevtools.github.io/devtools-protocol/}.
 */
final class Browser implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final Path profile;

	private Browser(Process process, Path profile) {
		this.process = process;
		this.profile = profile;
	}

	/** Where the machine has one. */
	static Optional<Path> binary() {
		String[] directories = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
		return Arrays.stream(directories)
			.flatMap((directory) -> NAMES.stream().map((name) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/** @param profile an empty directory */
	static Browser start(Path binary, Path profile) throws IOException {
		List<String> flags = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--disable-quic", "--disable-sync", "--disable-background-networking", "--disable-component-update",
				"--no-first-run", "--user-data-dir=" + profile, "--remote-debugging-port=0", "about:blank");
		Process process = new ProcessBuilder(Stream.concat(Stream.of(binary.toString()), flags.stream()).toList())
			.redirectErrorStream(true)
			.redirectOutput(profile.resolve("output.txt").toFile())
			.start();
		return new Browser(process, profile);
	}

	/** Opens a page in a tab of its own. */
	BrowserPage open(String url) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/json/new?" + url))
			.PUT(BodyPublishers.noBody())
			.build();
		String target = this.client.send(request, BodyHandlers.ofString()).body();
		String socket = JsonMapper.shared().readTree(target).get("webSocketDebuggerUrl").asString();
		return BrowserPage.connect(this.client, URI.create(socket));
	}

	/** Chromium writes the port that it found free into its profile. */
	private String port() {
		Path file = this.profile.resolve("DevToolsActivePort");
		return await().until(() -> firstLine(file), (line) -> !line.isEmpty());
	}

	private String firstLine(Path file) {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("Chromium ended with " + this.process.exitValue() + ", see output.txt in its profile");
		}
		try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
			return lines.findFirst().orElse("");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
			this.process.destroyForcibly().waitFor();
		}
	}

}
