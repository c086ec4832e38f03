package dev.frameline.autoconfigure.http.hrana;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineServerAutoConfiguration;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A primary that serves SQL on a port of its own, for all tests of a class. */
final class SqlServed implements BeforeAllCallback, AfterAllCallback {

	static final String WRITER = "the-writers-secret";

	static final String READER = "the-readers-secret";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String[] settings;

	private Path directory;

	private ConfigurableApplicationContext context;

	SqlServed(String... settings) {
		this.settings = settings;
	}

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		this.directory = Files.createTempDirectory("frameline-sql");
		List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off",
				"--frameline.path=" + this.directory.resolve("app.db"), "--frameline.serve.enabled=true",
				"--frameline.serve.address=127.0.0.1", "--frameline.serve.port=0",
				"--frameline.serve.tokens.writers.secret=" + WRITER, "--frameline.serve.tokens.writers.access=read-write",
				"--frameline.serve.tokens.readers.secret=" + READER));
		arguments.addAll(List.of(this.settings));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
	}

	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		this.context.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	RemoteStream stream() {
		return new RemoteStream(this, "/v3/pipeline", WRITER);
	}

	/** As libSQL's clients, without a {@code Content-Type}. */
	HttpResponse<String> post(String path, String token, String body) {
		return send(HttpRequest.newBuilder(uri(path))
			.header("Authorization", "Bearer " + token)
			.POST(BodyPublishers.ofString(body))
			.build());
	}

	HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + READER).build());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + bean(FramelineHttpServer.class).port() + "/frameline" + path);
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** That a request was refused as a whole. */
	static void assertRefused(HttpResponse<String> response, int status, String code, String message) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode error = JsonMapper.shared().readTree(response.body());
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("message").asString()).contains(message);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramelineAutoConfiguration.class, FramelineDataSourceAutoConfiguration.class,
			FramelineServerAutoConfiguration.class })
	static class Application {

	}

}
