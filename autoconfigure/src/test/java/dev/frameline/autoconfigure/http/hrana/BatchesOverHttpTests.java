package dev.frameline.autoconfigure.http.hrana;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.frameline.autoconfigure.http.hrana.RemoteStream.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Batches, whose steps depend on what came of the ones before, by pipeline and by cursor. */
class BatchesOverHttpTests {

	@RegisterExtension
	static final SqlServed served = new SqlServed();

	/** A step that works, and one that fails. */
	private static final String BOTH = "{'stmt':{'sql':'INSERT INTO kept VALUES (1)'}},"
			+ "{'stmt':{'sql':'INSERT INTO kept VALUES (1)'}},";

	private final RemoteStream stream = served.stream();

	@BeforeEach
	void table() {
		this.stream.execute("DROP TABLE IF EXISTS kept");
		this.stream.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{'type':'ok','step':0}                                                       | true
			{'type':'ok','step':1}                                                       | false
			{'type':'error','step':0}                                                    | false
			{'type':'error','step':1}                                                    | true
			{'type':'not','cond':{'type':'ok','step':0}}                                 | false
			{'type':'and','conds':[]}                                                    | true
			{'type':'and','conds':[{'type':'ok','step':0},{'type':'error','step':1}]}    | true
			{'type':'and','conds':[{'type':'ok','step':0},{'type':'ok','step':1}]}       | false
			{'type':'or','conds':[]}                                                     | false
			{'type':'or','conds':[{'type':'error','step':0},{'type':'error','step':1}]}  | true
			{'type':'is_autocommit'}                                                     | true
			{'type':'not','cond':{'type':'is_autocommit'}}                               | false
			""")
	void aStepIsRunIfItsConditionHolds(String condition, boolean run) {
		JsonNode result = batch(BOTH + "{'condition':" + condition + ",'stmt':{'sql':'INSERT INTO kept VALUES (3)'}}");
		assertThat(result.path("step_results").path(0).path("affected_row_count").asInt()).isOne();
		assertThat(result.path("step_results").path(1).isNull()).isTrue();
		assertThat(result.path("step_errors").path(1).path("code").asString()).isEqualTo("SQLITE_CONSTRAINT");
		assertThat(result.path("step_results").path(2).isNull()).isEqualTo(!run);
		assertThat(result.path("step_errors").path(2).isNull()).isTrue();
		assertThat(this.stream.single("SELECT count(*) FROM kept WHERE id = 3")).isEqualTo(run ? "1" : "0");
	}

	@Test
	void aSkippedStepIsNeitherOkNorError() {
		String never = "{'condition':{'type':'ok','step':1},'stmt':{'sql':'SELECT 1'}},";
		JsonNode result = batch(BOTH + never + "{'condition':{'type':'or','conds':[{'type':'ok','step':2},"
				+ "{'type':'error','step':2}]},'stmt':{'sql':'SELECT 1'}}");
		assertThat(result.path("step_results").path(3).isNull()).isTrue();
	}

	@Test
	void aTransactionOfABatchIsAllOrNothing() {
		String transaction = "{'stmt':{'sql':'BEGIN IMMEDIATE'}},"
				+ "{'condition':{'type':'ok','step':0},'stmt':{'sql':'INSERT INTO kept VALUES (5)'}},"
				+ "{'condition':{'type':'ok','step':1},'stmt':{'sql':'INSERT INTO kept VALUES (%s)'}},"
				+ "{'condition':{'type':'ok','step':2},'stmt':{'sql':'COMMIT'}},"
				+ "{'condition':{'type':'not','cond':{'type':'is_autocommit'}},'stmt':{'sql':'ROLLBACK'}}";
		batch(transaction.formatted("5"));
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("0");
		batch(transaction.formatted("6"));
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type':'ok','step':2}", "{'type':'ok','step':-1}", "{'type':'maybe'}",
			"{'type':'not','cond':{'type':'error','step':7}}" })
	void aConditionThatCannotBeIsRefusedBeforeAnythingIsRun(String condition) {
		HttpResponse<String> response = this.stream.send(json("{'type':'batch','batch':{'steps':[" + BOTH + "{'condition':"
				+ condition + ",'stmt':{'sql':'SELECT 1'}}]}}"));
		SqlServed.assertRefused(response, 400, "PROTOCOL_ERROR", "");
		assertThat(served.stream().single("SELECT count(*) FROM kept")).isEqualTo("0");
	}

	@Test
	void aCursorTellsItsStepsInLines() {
		String body = json("{'batch':{'steps':[" + BOTH + "{'stmt':{'sql':'SELECT id, id + 1 AS next FROM kept'}}]}}").toString();
		HttpResponse<String> response = served.post("/v3/cursor", SqlServed.WRITER, body);
		assertThat(response.statusCode()).isEqualTo(200);
		List<JsonNode> lines = response.body().lines().map((line) -> JsonMapper.shared().readTree(line)).toList();
		assertThat(lines.get(0).path("baton").asString()).isNotEmpty();
		assertThat(lines.stream().skip(1).map((line) -> line.path("type").asString())).containsExactly("step_begin",
				"step_end", "step_error", "step_begin", "row", "step_end", "replication_index");
		assertThat(lines.get(2).path("affected_row_count").asInt()).isOne();
		assertThat(lines.get(3).path("step").asInt()).isOne();
		assertThat(lines.get(3).path("error").path("code").asString()).isEqualTo("SQLITE_CONSTRAINT");
		assertThat(lines.get(4).path("cols").path(1).path("name").asString()).isEqualTo("next");
		assertThat(lines.get(5).path("row").path(1)).isEqualTo(json("{'type':'integer','value':'2'}"));
		assertThat(this.stream.with(lines.get(0).path("baton").asString()).single("SELECT 9")).isEqualTo("9");
	}

	private JsonNode batch(String steps) {
		return this.stream.response(json("{'type':'batch','batch':{'steps':[" + steps + "]}}")).path("result");
	}

}
