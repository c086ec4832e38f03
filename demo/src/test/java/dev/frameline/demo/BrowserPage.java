package dev.frameline.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page that is open in a {@link Browser}. */
final class BrowserPage implements WebSocket.Listener {

	private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

	private final AtomicInteger ids = new AtomicInteger();

	private final StringBuilder message = new StringBuilder();

	private @Nullable WebSocket socket;

	private BrowserPage() {
	}

	static BrowserPage connect(HttpClient client, URI url) {
		BrowserPage page = new BrowserPage();
		page.socket = client.newWebSocketBuilder().buildAsync(url, page).join();
		return page;
	}

	/** The value of an expression in JavaScript, as text. */
	String evaluate(String expression) {
		JsonNode answer = send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
		if (answer.has("exceptionDetails")) {
			throw new AssertionError(expression + " failed: " + answer.get("exceptionDetails"));
		}
		return answer.at("/result/value").asString();
	}

	/** Sends a command and waits for its result. */
	JsonNode send(String method, Map<String, ?> parameters) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.asked.put(id, answer);
		String command = JsonMapper.shared().writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
		return this.socket.sendText(command, true)
			.thenCompose((sent) -> answer)
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
		this.message.append(part);
		if (last) {
			JsonNode answer = JsonMapper.shared().readTree(this.message.toString());
			this.message.setLength(0);
			CompletableFuture<JsonNode> waiting = answer.has("id") ? this.asked.remove(answer.get("id").asInt()) : null;
			if (waiting != null) {
				waiting.complete(answer.path("result"));
			}
		}
		socket.request(1);
		return null;
	}

	@Override
	public void onError(WebSocket socket, Throwable error) {
		this.asked.values().forEach((waiting) -> waiting.completeExceptionally(error));
	}

}
