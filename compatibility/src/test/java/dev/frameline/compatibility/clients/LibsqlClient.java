package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A libSQL client in a process of its own. What the client throws, these methods throw as a {@link Failure}; that the
 * process has ended, or does not answer, is an {@link IllegalStateException}.
 */
final class LibsqlClient {

	/** What a client threw. */
	static final class Failure extends RuntimeException {

		Failure(String message) {
			super(message);
		}

	}

	private final Path file;

	private final NodeScript script;

	private LibsqlClient(Path file, NodeScript script) {
		this.file = file;
		this.script = script;
	}

	/**
	 * Starts a process. Nothing is opened yet.
	 * @param modules where the package {@code libsql} is
	 * @param file the client's copy of the database
	 */
	static LibsqlClient start(Path modules, Path file) throws IOException {
		Path errors = file.resolveSibling(file.getFileName() + ".err");
		return new LibsqlClient(file, NodeScript.start("libsql.js", modules, errors));
	}

	/** The client's copy of the database. */
	Path file() {
		return this.file;
	}

	/**
	 * Opens the copy, in the mode in which writes stay local until they are pushed. Without a copy it fetches one.
	 * @param url of the primary
	 */
	LibsqlClient open(String url, String token) {
		ObjectNode details = details().put("file", this.file.toString());
		ask("open", details.put("url", url).put("token", token).put("offline", true));
		return this;
	}

	/** Runs statements that have no parameters and whose rows nobody wants. */
	void exec(String sql) {
		ask("exec", details().put("sql", sql));
	}

	/** @return how many rows it changed */
	int update(String sql, @Nullable Object... parameters) {
		return ask("update", details(sql, parameters)).asInt();
	}

	/** @return rows of {@code Long}, {@code Double}, {@code String}, {@code byte[]} and {@code null} */
	List<List<@Nullable Object>> query(String sql, @Nullable Object... parameters) {
		List<List<@Nullable Object>> rows = new ArrayList<>();
		for (JsonNode row : ask("query", details(sql, parameters))) {
			List<@Nullable Object> values = new ArrayList<>();
			row.forEach((value) -> values.add(value(value)));
			rows.add(values);
		}
		return rows;
	}

	/** Pushes, if anything was written here; otherwise pulls. */
	void sync() {
		ask("sync", details());
	}

	/** Closes the copy and ends the process. */
	void close() {
		ask("close", details());
		kill();
	}

	/** Ends the process, whatever it does. */
	void kill() {
		this.script.kill();
	}

	private JsonNode ask(String question, ObjectNode details) {
		JsonNode answer = this.script.ask(question, details);
		if (answer.has("error")) {
			throw new Failure(answer.path("error").asString());
		}
		return answer.path("result");
	}

	private static ObjectNode details(String sql, @Nullable Object... parameters) {
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

	private static ObjectNode details() {
		return JsonMapper.shared().createObjectNode();
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
