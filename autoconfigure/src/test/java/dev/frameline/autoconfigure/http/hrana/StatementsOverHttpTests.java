package dev.frameline.autoconfigure.http.hrana;

import javax.sql.DataSource;

import dev.frameline.node.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static dev.frameline.autoconfigure.http.hrana.RemoteStream.json;
import static dev.frameline.autoconfigure.http.hrana.RemoteStream.statement;
import static org.assertj.core.api.Assertions.assertThat;

/** Statements one by one: what goes in, what comes out, and what is said of one that fails. */
class StatementsOverHttpTests {

	@RegisterExtension
	static final SqlServed served = new SqlServed();

	private final RemoteStream stream = served.stream();

	@BeforeEach
	void table() {
		this.stream.execute("DROP TABLE IF EXISTS kept");
		this.stream.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, value UNIQUE)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2", "/v3" })
	void whoeverAsksIsToldThatItIsHere(String path) {
		assertThat(served.get(path).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type':'null'}", "{'type':'integer','value':'-9223372036854775808'}",
			"{'type':'integer','value':'9223372036854775807'}", "{'type':'float','value':5.0}",
			"{'type':'float','value':-1.5E300}", "{'type':'text','value':''}",
			"{'type':'text','value':'Z\u00fcrich \ud83e\udd80\u2028'}", "{'type':'blob','base64':''}",
			"{'type':'blob','base64':'AAECAw'}" })
	void aValueComesBackAsItWent(String value) {
		this.stream.execute("INSERT INTO kept (value) VALUES (?)", value);
		assertThat(this.stream.execute("SELECT value FROM kept").path("rows").path(0).path(0)).isEqualTo(json(value));
		assertThat(this.stream.execute("SELECT ?", value).path("rows").path(0).path(0)).isEqualTo(json(value));
	}

	@Test
	void base64MayBePadded() {
		assertThat(this.stream.execute("SELECT ?", "{'type':'blob','base64':'AAECAw=='}").path("rows").path(0).path(0))
			.isEqualTo(json("{'type':'blob','base64':'AAECAw'}"));
	}

	@Test
	void aWriteTellsItsRowsAndTheLastRowId() {
		JsonNode one = this.stream.execute("INSERT INTO kept VALUES (41, 'a')");
		assertThat(one.path("affected_row_count").asInt()).isOne();
		assertThat(one.path("last_insert_rowid").asString()).isEqualTo("41");
		this.stream.execute("INSERT INTO kept (value) VALUES ('b'), ('c')");
		assertThat(this.stream.execute("UPDATE kept SET value = value || '!'").path("affected_row_count").asInt())
			.isEqualTo(3);
		assertThat(this.stream.execute("SELECT 1").path("affected_row_count").asInt()).isZero();
	}

	@Test
	void aWriteMayReturnRows() {
		JsonNode result = this.stream.execute("INSERT INTO kept (value) VALUES ('a'), ('b') RETURNING id, value");
		assertThat(result.path("cols").path(1).path("name").asString()).isEqualTo("value");
		assertThat(result.path("rows").size()).isEqualTo(2);
		assertThat(result.path("affected_row_count").asInt()).isEqualTo(2);
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("2");
	}

	@Test
	void rowsThatNobodyWantsStayHere() {
		ObjectNode request = statement("SELECT 1 UNION SELECT 2");
		((ObjectNode) request.path("stmt")).put("want_rows", false);
		assertThat(this.stream.response(request).path("result").path("rows")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "v", ":v" })
	void aNameMayComeWithItsMark(String name) {
		ObjectNode request = statement("SELECT :v, :v");
		((ObjectNode) request.path("stmt")).putArray("named_args")
			.addObject()
			.put("name", name)
			.set("value", json("{'type':'text','value':'x'}"));
		assertThat(this.stream.response(request).path("result").path("rows").path(0).toString())
			.isEqualTo("[{\"type\":\"text\",\"value\":\"x\"},{\"type\":\"text\",\"value\":\"x\"}]");
	}

	@Test
	void aParameterWithoutAValueIsAnError() {
		assertThat(this.stream.refusal("SELECT ?, ?", "{'type':'null'}")).startsWith("ARGS_INVALID").contains("parameter 2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			SELEC 1                                    | SQL_PARSE_ERROR: SQL string could not be parsed: near "SELEC": syntax error
			SELECT absent                              | SQL_INPUT_ERROR: SQL input error: no such column: absent (at offset 7)
			SELECT * FROM nowhere                      | SQLITE_UNKNOWN: SQLite error: no such table: nowhere
			INSERT INTO kept SELECT 1, 2 UNION SELECT 1, 3 | SQLITE_CONSTRAINT: SQLite error: UNIQUE constraint failed: kept.id
			SELECT 1; SELECT 2                         | SQL_MANY_STATEMENTS: SQL string contains more than one statement
			-- nothing                                 | SQL_NO_STATEMENT: SQL string does not contain any statement
			COMMIT                                     | SQLITE_UNKNOWN: SQLite error: Database 'default': cannot commit - no transaction is active
			""")
	void aStatementThatFailsSaysWhyAsLibsqlsServerDoes(String sql, String error) {
		assertThat(this.stream.refusal(sql)).isEqualTo(error);
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ATTACH 'other.db' AS other", "DETACH other", "VACUUM INTO 'copy.db'", "PRAGMA journal_mode = DELETE", "PRAGMA wal_checkpoint(TRUNCATE)",
			"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA writable_schema = ON" })
	void whatWouldTouchFilesOrBreakReplicationIsRefused(String sql) {
		assertThat(this.stream.refusal(sql)).startsWith("BLOCKED: Operation was blocked: ");
		this.stream.execute("INSERT INTO kept (value) VALUES ('still here')");
	}

	@Test
	void noExtensionIsLoaded() {
		assertThat(this.stream.refusal("SELECT load_extension('x')")).contains("not authorized");
	}

	@Test
	void oneThatFailsKeepsNoneFromTheNext() {
		JsonNode results = this.stream.ask(statement("INSERT INTO kept VALUES (1, 1)"), statement("no SQL"),
				statement("INSERT INTO kept VALUES (2, 2)"));
		assertThat(results.path(1).path("type").asString()).isEqualTo("error");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("2");
	}

	@Test
	void aSequenceEndsWithTheFirstThatFails() {
		assertThat(this.stream.response(json("""
				{'type':'sequence','sql':'INSERT INTO kept VALUES (1, 1); INSERT INTO kept VALUES (2, 2); -- done'}"""))
			.path("type")
			.asString()).isEqualTo("sequence");
		this.stream.error(json("""
				{'type':'sequence','sql':'INSERT INTO kept VALUES (3, 3); no SQL; INSERT INTO kept VALUES (4, 4)'}"""));
		assertThat(this.stream.single("SELECT group_concat(id) FROM kept")).isEqualTo("1,2,3");
	}

	@Test
	void aTriggerIsOneStatementOfASequence() {
		this.stream.response(json("""
				{'type':'sequence','sql':'CREATE TABLE seen (id); CREATE TRIGGER see AFTER INSERT ON kept BEGIN
				INSERT INTO seen VALUES (new.id); DELETE FROM seen WHERE id < 0; END; INSERT INTO kept VALUES (7, 7)'}"""
			.replace('\n', ' ')));
		assertThat(this.stream.single("SELECT id FROM seen")).isEqualTo("7");
		this.stream.execute("DROP TABLE seen");
	}

	@Test
	void aStatementIsDescribedWithoutBeingRun() {
		JsonNode described = describe("INSERT INTO kept (value) VALUES (?), (:name) RETURNING id");
		assertThat(described.path("params").toString()).isEqualTo("[{\"name\":null},{\"name\":\":name\"}]");
		assertThat(described.path("cols").path(0).path("name").asString()).isEqualTo("id");
		assertThat(described.path("cols").path(0).path("decltype").asString()).isEqualTo("INTEGER");
		assertThat(described.path("is_readonly").asBoolean()).isFalse();
		assertThat(described.path("is_explain").asBoolean()).isFalse();
		assertThat(describe("SELECT * FROM kept").path("is_readonly").asBoolean()).isTrue();
		assertThat(describe("EXPLAIN SELECT 1").path("is_explain").asBoolean()).isTrue();
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("0");
	}

	private JsonNode describe(String sql) {
		ObjectNode request = (ObjectNode) json("{'type':'describe'}");
		return this.stream.response(request.put("sql", sql)).path("result");
	}

	@Test
	void textsAreStoredAndForgotten() {
		this.stream.response(json("{'type':'store_sql','sql_id':3,'sql':'SELECT 33'}"));
		JsonNode run = json("{'type':'execute','stmt':{'sql_id':3}}");
		assertThat(this.stream.response(run).path("result").path("rows").path(0).path(0).path("value").asString())
			.isEqualTo("33");
		this.stream.response(json("{'type':'close_sql','sql_id':3}"));
		SqlServed.assertRefused(this.stream.send(run), 400, "PROTOCOL_ERROR", "SQL text 3 not found");
	}

	@Test
	void autocommitIsToldFromVersionThreeOn() {
		JsonNode request = json("{'type':'get_autocommit'}");
		assertThat(this.stream.response(request).path("is_autocommit").asBoolean()).isTrue();
		this.stream.execute("BEGIN");
		assertThat(this.stream.response(request).path("is_autocommit").asBoolean()).isFalse();
		this.stream.execute("ROLLBACK");
		RemoteStream older = new RemoteStream(served, "/v2/pipeline", SqlServed.WRITER);
		assertThat(older.single("SELECT 2")).isEqualTo("2");
		SqlServed.assertRefused(older.send(request), 400, "PROTOCOL_ERROR", "hrana3");
	}

	@Test
	void aWriteIsInTheLogBeforeItsAnswer() {
		long before = served.bean(Node.class).status().position().frame();
		this.stream.execute("INSERT INTO kept (value) VALUES ('here')");
		assertThat(served.bean(Node.class).status().position().frame()).isGreaterThan(before);
		assertThat(new JdbcTemplate(served.bean(DataSource.class)).queryForList("SELECT value FROM kept", String.class))
			.containsExactly("here");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			no JSON                                            | Could not parse the request body as JSON
			[]                                                 | to be a JSON object
			{"requests":[{"type":"dance"}]}                    | 'dance' not recognized
			{"requests":[{"type":"execute"}]}                  | Expected 'stmt' to be an object
			{"requests":[{"type":"execute","stmt":{}}]}        | Neither `sql` nor `sql_id`
			{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"integer","value":"x"}]}}]} | decimal string
			{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[{"type":"date"}]}}]} | 'date' not recognized
			{"baton":"999.invented"}                           | baton
			""")
	void whatIsNotTheProtocolIsRefusedAsAWhole(String body, String message) {
		SqlServed.assertRefused(served.post("/v3/pipeline", SqlServed.WRITER, body), 400, "PROTOCOL_ERROR", message);
	}

}
