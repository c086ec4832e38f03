package dev.frameline.autoconfigure.invariants;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a replica and its primary: passes requests and answers on whole, unless it is told to do to them
 * what networks do.
 */
final class Passage implements AutoCloseable {

	/** Headers that belong to one connection; both sides make their own. */
	private static final Set<String> OF_A_CONNECTION = Set.of("host", "connection", "content-length",
			"transfer-encoding", "expect", "upgrade", "date");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private volatile String target;

	private volatile Weather weather = new Weather() {
	};

	/** What happens to what passes. Methods may wait. */
	interface Weather {

		/** Whether what lies behind knows the path; otherwise it is answered 404 here, as an earlier version would. */
		default boolean knows(String path) {
			return true;
		}

		/** The body of a request, or another one in its place. */
		default byte[] request(String method, String path, byte[] body) throws InterruptedException {
			return body;
		}

		/** The body of an answer, or another one; {@code null} to lose the answer with its connection. */
		default byte @Nullable [] answer(String method, String path, int status, byte[] body)
				throws InterruptedException {
			return body;
		}

	}

	Passage(String target) throws IOException {
		this.target = target;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::pass);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/frameline";
	}

	/** Leads to another primary, or to one that was started anew. */
	void leadTo(Member primary) {
		this.target = primary.url();
	}

	/** Leads nowhere: every answer is lost before its request has arrived. */
	void leadNowhere() {
		this.target = "http://127.0.0.1:1/frameline";
	}

	void weather(Weather weather) {
		this.weather = weather;
	}

	private void pass(HttpExchange exchange) throws IOException {
		String method = exchange.getRequestMethod();
		String path = exchange.getRequestURI().getPath().substring("/frameline".length());
		try (exchange) {
			byte[] body = this.weather.request(method, path, exchange.getRequestBody().readAllBytes());
			if (!this.weather.knows(path)) {
				exchange.sendResponseHeaders(404, -1);
				return;
			}
			HttpResponse<byte[]> answer = forward(exchange, method, path, body);
			byte[] passed = this.weather.answer(method, path, answer.statusCode(), answer.body());
			if (passed != null) {
				reply(exchange, answer, passed);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private HttpResponse<byte[]> forward(HttpExchange exchange, String method, String path, byte[] body)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.target + path))
			.method(method, (body.length > 0) ? HttpRequest.BodyPublishers.ofByteArray(body)
					: HttpRequest.BodyPublishers.noBody());
		for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
			if (!OF_A_CONNECTION.contains(header.getKey().toLowerCase())) {
				header.getValue().forEach((value) -> request.header(header.getKey(), value));
			}
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
	}

	private static void reply(HttpExchange exchange, HttpResponse<byte[]> answer, byte[] body) throws IOException {
		answer.headers().map().forEach((name, values) -> {
			if (!OF_A_CONNECTION.contains(name.toLowerCase())) {
				exchange.getResponseHeaders().put(name, values);
			}
		});
		exchange.sendResponseHeaders(answer.statusCode(), (body.length > 0) ? body.length : -1);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(body);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.server.stop(0);
	}

}
