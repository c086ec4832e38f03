package dev.frameline.compatibility.clients;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client in a process of its own. What the client throws, its methods throw as a {@link Failure}; that the process
 * has ended, or does not answer, is an {@link IllegalStateException}.
 */
abstract class ScriptedClient {

	/** What a client threw. */
	static final class Failure extends RuntimeException {

		Failure(String message) {
			super(message);
		}

	}

	private final NodeScript script;

	ScriptedClient(NodeScript script) {
		this.script = script;
	}

	/** Closes the client and ends the process. */
	final void close() {
		ask("close", details());
		kill();
	}

	/** Ends the process, whatever it does. */
	final void kill() {
		this.script.kill();
	}

	/**
	 * Asks and waits.
	 * @throws Failure if the client throws
	 */
	final JsonNode ask(String question, ObjectNode details) {
		JsonNode answer = this.script.ask(question, details);
		if (answer.has("error")) {
			throw new Failure(answer.path("error").asString());
		}
		return answer.path("result");
	}

	static ObjectNode details(String sql, @Nullable Object... parameters) {
		ObjectNode details = details().put("sql", sql);
		ArrayNode values = details.putArray("parameters");
		for (Object parameter : parameters) {
			if (parameter instanceof Number number && !(number instanceof Double)) {
				values.addObject().put("integer", number.toString());
			}
			else if (parameter instanceof byte[] bytes) {
				values.addObject().put("blob", Base64.getEncoder().encodeToString(bytes));
			}
			else {
				values.addPOJO(parameter);
			}
		}
		return details;
	}

	static ObjectNode details() {
		return JsonMapper.shared().createObjectNode();
	}

	static ObjectNode statements(String... sql) {
		ObjectNode details = details();
		List.of(sql).forEach(details.putArray("statements")::add);
		return details;
	}

	/** @return rows of {@code Long}, {@code Double}, {@code String}, {@code byte[]} and {@code null} */
	static List<List<@Nullable Object>> rows(JsonNode answered) {
		List<List<@Nullable Object>> rows = new ArrayList<>();
		for (JsonNode row : answered) {
			List<@Nullable Object> values = new ArrayList<>();
			row.forEach((value) -> values.add(value(value)));
			rows.add(values);
		}
		return rows;
	}

	private static @Nullable Object value(JsonNode value) {
		if (value.has("integer")) {
			return Long.valueOf(value.path("integer").asString());
		}
		if (value.has("blob")) {
			return Base64.getDecoder().decode(value.path("blob").asString());
		}
		return value.isNull() ? null : value.isNumber() ? (Object) value.asDouble() : value.asString();
	}

}
