package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/** Stands between clients and a primary, remembers what passed, and can lose an answer. */
final class Relay implements AutoCloseable {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> passed = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable BooleanSupplier> loss = new AtomicReference<>();

	private final String target;

	private final HttpServer server;

	/** @param target the primary's base URL */
	Relay(String target) throws IOException {
		this.target = target;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::pass);
		this.server.start();
	}

	/** Base URL for clients. */
	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** What was asked for and answered, as in {@code GET /info 200}, in order. */
	List<String> passed() {
		return List.copyOf(this.passed);
	}

	/** The pushes among that. */
	List<String> pushes() {
		return this.passed.stream().filter((passed) -> passed.startsWith("POST")).toList();
	}

	/** Forgets what has passed. */
	void forget() {
		this.passed.clear();
	}

	/** Loses one answer, the first for which {@code when} holds once the primary has given it. */
	void loseAnswer(BooleanSupplier when) {
		this.loss.set(when);
	}

	private void pass(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getRawPath();
			HttpResponse<byte[]> answer = answer(exchange, path);
			this.passed.add(exchange.getRequestMethod() + " " + path + " " + answer.statusCode());
			BooleanSupplier loss = this.loss.get();
			if (loss != null && loss.getAsBoolean()) {
				this.loss.set(null);
				return;
			}
			exchange.sendResponseHeaders(answer.statusCode(), (answer.body().length > 0) ? answer.body().length : -1);
			try (OutputStream body = exchange.getResponseBody()) {
				body.write(answer.body());
			}
		}
	}

	private HttpResponse<byte[]> answer(HttpExchange exchange, String path) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.target + path))
			.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
		request.header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"));
		try {
			return this.client.send(request.build(), BodyHandlers.ofByteArray());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
