package dev.frameline.autoconfigure.http.hrana;

import java.net.http.HttpResponse;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream as a client has it: the baton of an answer goes along with the next request. */
final class RemoteStream {

	static final JsonNode CLOSE = json("{'type': 'close'}");

	private final SqlServed served;

	private final String path;

	private final String token;

	private @Nullable String baton;

	RemoteStream(SqlServed served, String path, String token) {
		this.served = served;
		this.path = path;
		this.token = token;
	}

	@Nullable String baton() {
		return this.baton;
	}

	/** Goes on with {@code baton}, wherever it is from. */
	RemoteStream with(@Nullable String baton) {
		this.baton = baton;
		return this;
	}

	HttpResponse<String> send(JsonNode... requests) {
		ObjectNode body = JsonMapper.shared().createObjectNode().put("baton", this.baton);
		body.putArray("requests").addAll(List.of(requests));
		return this.served.post(this.path, this.token, body.toString());
	}

	/** JSON that has single quotes for double ones. */
	static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

	/** Sends requests that are taken, and returns their results. */
	JsonNode ask(JsonNode... requests) {
		HttpResponse<String> response = send(requests);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		JsonNode answer = JsonMapper.shared().readTree(response.body());
		this.baton = answer.path("baton").isNull() ? null : answer.path("baton").asString();
		assertThat(answer.path("base_url").isNull()).isTrue();
		return answer.path("results");
	}

	/** Sends one request that is to work, and returns its response. */
	JsonNode response(JsonNode request) {
		JsonNode result = ask(request).path(0);
		assertThat(result.path("type").asString()).as(result.toString()).isEqualTo("ok");
		return result.path("response");
	}

	/** Sends one request that is to fail, and returns its error. */
	JsonNode error(JsonNode request) {
		JsonNode result = ask(request).path(0);
		assertThat(result.path("type").asString()).as(result.toString()).isEqualTo("error");
		return result.path("error");
	}

	/** Runs a statement that is to work, and returns its result. */
	JsonNode execute(String sql, String... args) {
		return response(statement(sql, args)).path("result");
	}

	/** The one value that a statement gives, without its type. */
	String single(String sql) {
		return execute(sql).path("rows").path(0).path(0).path("value").asString();
	}

	/** Runs a statement that is to fail, and returns code and message. */
	String refusal(String sql, String... args) {
		JsonNode error = error(statement(sql, args));
		return error.path("code").asString() + ": " + error.path("message").asString();
	}

	/** @param args values, as {@link #json} reads them */
	static ObjectNode statement(String sql, String... args) {
		ObjectNode request = JsonMapper.shared().createObjectNode().put("type", "execute");
		ArrayNode list = request.putObject("stmt").put("sql", sql).putArray("args");
		List.of(args).forEach((arg) -> list.add(json(arg)));
		return request;
	}

}
