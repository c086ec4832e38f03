package dev.frameline.autoconfigure.http.hrana;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Statements without a stream, as clients from before Hrana send them. */
class PlainQueriesTests {

	@RegisterExtension
	static final SqlServed served = new SqlServed();

	@BeforeEach
	void table() {
		query("['DROP TABLE IF EXISTS kept', 'CREATE TABLE kept (id INTEGER PRIMARY KEY, value)']");
	}

	@Test
	void statementsAreAnsweredOneByOne() {
		JsonNode answers = query("['INSERT INTO kept VALUES (1, NULL), (2, 2.5)', 'SELECT * FROM kept']");
		assertThat(answers.path(0).path("results").path("rows_written").asInt()).isEqualTo(2);
		assertThat(answers.path(1).path("results").path("columns").toString()).isEqualTo("[\"id\",\"value\"]");
		assertThat(answers.path(1).path("results").path("rows").toString()).isEqualTo("[[1,null],[2,2.5]]");
	}

	@Test
	void valuesAreJsonsOwn() {
		String values = "[null,-9223372036854775808,1.5,'Z\u00fcrich',{'base64':'AAEC'},true]";
		assertThat(query("[{'q':'SELECT ?, ?, ?, ?, ?, ?','params':" + values + "}]").at("/0/results/rows/0"))
			.isEqualTo(json("[null,-9223372036854775808,1.5,'Z\u00fcrich',{'base64':'AAEC'},1]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "v", ":v" })
	void parametersMayHaveNames(String name) {
		assertThat(query("[{'q':'SELECT :v','params':{'" + name + "':7}}]").at("/0/results/rows/0/0").asInt()).isEqualTo(7);
	}

	@Test
	void severalStatementsAreOneTransaction() {
		JsonNode answers = query("['INSERT INTO kept VALUES (1, 1)', 'INSERT INTO kept VALUES (1, 2)', 'SELECT 1']");
		assertThat(answers.path(1).path("error").asString()).contains("UNIQUE constraint failed: kept.id");
		assertThat(answers.path(2).path("error").asString()).contains("not run");
		assertThat(query("['SELECT count(*) FROM kept']").at("/0/results/rows/0/0").asInt()).isZero();
	}

	@Test
	void oneStatementIsAlone() {
		assertThat(query("['VACUUM']").path(0).has("results")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "BEGIN", "commit", "SAVEPOINT s" })
	void transactionsAreNotTheirsToControl(String sql) {
		SqlServed.assertRefused(send("{'statements':['SELECT 1','" + sql + "']}", SqlServed.WRITER), 400, "PROTOCOL_ERROR",
				"begins or ends a transaction");
	}

	@Test
	void aTokenForReadingReads() {
		assertThat(send("{'statements':['SELECT 1']}", SqlServed.READER).statusCode()).isEqualTo(200);
		SqlServed.assertRefused(send("{'statements':['DELETE FROM kept']}", SqlServed.READER), 403, "FORBIDDEN",
				"reading only");
		assertThat(send("{'statements':['SELECT 1']}", "guessed").statusCode()).isEqualTo(401);
	}

	@Test
	void nothingIsKeptInBetween() {
		query("['SELECT 1']");
		await().until(() -> served.bean(SqlServer.class).openStreams() == 0);
	}

	private static JsonNode query(String statements) {
		HttpResponse<String> response = send("{'statements':" + statements + "}", SqlServed.WRITER);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static HttpResponse<String> send(String body, String token) {
		return served.post("/", token, json(body).toString());
	}

	private static JsonNode json(String text) {
		return RemoteStream.json(text);
	}

}
