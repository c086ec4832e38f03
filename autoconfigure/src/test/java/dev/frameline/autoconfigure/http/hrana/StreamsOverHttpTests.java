package dev.frameline.autoconfigure.http.hrana;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

import static dev.frameline.autoconfigure.http.hrana.RemoteStream.CLOSE;
import static dev.frameline.autoconfigure.http.hrana.RemoteStream.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Streams and their batons, the writer lane, what a token allows, and what a stream may take. */
class StreamsOverHttpTests {

	@RegisterExtension
	static final SqlServed served = new SqlServed("--frameline.serve.sql.idle-timeout=2s",
			"--frameline.serve.sql.statement-timeout=1s", "--frameline.serve.sql.max-streams=5",
			"--frameline.serve.sql.max-request-size=100KB", "--frameline.serve.sql.max-answer-size=20KB",
			"--frameline.serve.sql.max-answer-rows=100",
			"--frameline.write.acquire-timeout=500ms");

	private final List<RemoteStream> begun = new ArrayList<>();

	private RemoteStream stream;

	@BeforeEach
	void table() {
		this.stream = begin();
		this.stream.execute("DROP TABLE IF EXISTS kept");
		this.stream.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)");
	}

	@AfterEach
	void close() {
		this.begun.stream().filter((each) -> each.baton() != null).forEach((each) -> each.send(CLOSE));
		await().until(() -> served.bean(SqlServer.class).openStreams() == 0);
	}

	private RemoteStream begin() {
		RemoteStream stream = served.stream();
		this.begun.add(stream);
		return stream;
	}

	@Test
	void aTransactionGoesOnUnderItsBatons() {
		String first = this.stream.baton();
		this.stream.execute("BEGIN");
		assertThat(this.stream.baton()).isNotEqualTo(first);
		this.stream.execute("INSERT INTO kept VALUES (1)");
		assertThat(begin().single("SELECT count(*) FROM kept")).isEqualTo("0");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("1");
		this.stream.execute("COMMIT");
		assertThat(begin().single("SELECT count(*) FROM kept")).isEqualTo("1");
	}

	@Test
	void aBatonIsGoodOnce() {
		String used = this.stream.baton();
		this.stream.execute("INSERT INTO kept VALUES (1)");
		SqlServed.assertRefused(served.stream().with(used).send(statement("INSERT INTO kept VALUES (2)")), 400,
				"PROTOCOL_ERROR", "already been used");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("1");
	}

	@Test
	void aClosedStreamHasNoBaton() {
		this.stream.execute("BEGIN IMMEDIATE");
		String before = this.stream.baton();
		this.stream.ask(CLOSE);
		assertThat(this.stream.baton()).isNull();
		SqlServed.assertRefused(served.stream().with(before).send(CLOSE), 400, "PROTOCOL_ERROR", "was closed");
		begin().execute("INSERT INTO kept VALUES (1)");
	}

	@Test
	void anIdleStreamIsRolledBackAndFreesTheLane() {
		this.stream.execute("BEGIN IMMEDIATE");
		this.stream.execute("INSERT INTO kept VALUES (1)");
		assertThat(begin().refusal("INSERT INTO kept VALUES (2)")).startsWith("SQLITE_BUSY");
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.stream.send(statement("COMMIT")).statusCode()).isEqualTo(400));
	}

	@Test
	void whoComesLateIsToldWhy() {
		this.stream.execute("BEGIN IMMEDIATE");
		this.stream.execute("INSERT INTO kept VALUES (1)");
		await().atMost(Duration.ofSeconds(20)).until(() -> served.bean(SqlServer.class).openStreams() == 0);
		SqlServed.assertRefused(this.stream.send(statement("COMMIT")), 400, "STREAM_EXPIRED", "expired");
		RemoteStream next = begin();
		next.execute("INSERT INTO kept VALUES (2)");
		assertThat(next.single("SELECT group_concat(id) FROM kept")).isEqualTo("2");
	}

	@Test
	void theLaneIsSharedWithTheApplication() {
		JdbcTemplate application = new JdbcTemplate(served.bean(DataSource.class));
		this.stream.execute("BEGIN IMMEDIATE");
		this.stream.execute("INSERT INTO kept VALUES (1)");
		assertThat(application.queryForObject("SELECT count(*) FROM kept", Integer.class)).isZero();
		this.stream.execute("COMMIT");
		application.update("INSERT INTO kept VALUES (2)");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("2");
	}

	@Test
	void whoeverOnlyReadsWaitsForNobody() {
		this.stream.execute("BEGIN IMMEDIATE");
		RemoteStream reader = begin();
		reader.execute("BEGIN");
		assertThat(reader.single("SELECT count(*) FROM kept")).isEqualTo("0");
		this.stream.execute("INSERT INTO kept VALUES (1)");
		this.stream.execute("COMMIT");
		assertThat(reader.single("SELECT count(*) FROM kept")).as("in its transaction").isEqualTo("0");
		assertThat(reader.refusal("INSERT INTO kept VALUES (2)")).as("from an old snapshot").startsWith("SQLITE_BUSY");
		reader.execute("ROLLBACK");
		reader.execute("INSERT INTO kept VALUES (2)");
	}

	@Test
	void aReadersTokenReadsOnly() {
		RemoteStream reader = new RemoteStream(served, "/v3/pipeline", SqlServed.READER);
		assertThat(reader.single("SELECT count(*) FROM kept")).isEqualTo("0");
		for (String write : List.of("INSERT INTO kept VALUES (1)", "BEGIN IMMEDIATE", "CREATE TABLE more (id)",
				"WITH one AS (SELECT 1) DELETE FROM kept", "PRAGMA user_version = 3", "VACUUM")) {
			HttpResponse<String> response = new RemoteStream(served, "/v3/pipeline", SqlServed.READER).send(statement(write));
			SqlServed.assertRefused(response, 403, "FORBIDDEN", "reading only");
		}
		SqlServed.assertRefused(reader.with(this.stream.baton()).send(statement("SELECT 1")), 403, "FORBIDDEN", "reading only");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).as("whose baton was tried").isEqualTo("0");
	}

	@Test
	void nobodyIsAnsweredWithoutAToken() {
		assertThat(served.post("/v3/pipeline", "guessed", "{}").statusCode()).isEqualTo(401);
		assertThat(served.post("/v3/cursor", "", "{}").statusCode()).isEqualTo(401);
	}

	@Test
	void aTransactionThatIsBegunReadOnlyStaysSo() {
		this.stream.execute("BEGIN TRANSACTION READONLY");
		assertThat(this.stream.single("SELECT count(*) FROM kept")).isEqualTo("0");
		assertThat(this.stream.refusal("INSERT INTO kept VALUES (1)")).startsWith("SQLITE_READONLY");
		this.stream.execute("ROLLBACK");
		this.stream.execute("INSERT INTO kept VALUES (1)");
	}

	@Test
	void anAnswerHasABound() {
		assertThat(this.stream.refusal("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(1000)) FROM n"))
			.isEqualTo("RESPONSE_TOO_LARGE: Response is too large: an answer may have 20480 bytes here, as "
					+ "frameline.serve.sql.max-answer-size says. Ask for fewer rows at a time");
		assertThat(this.stream.single("SELECT 1")).isEqualTo("1");
	}

	@Test
	void anAnswerHasABoundOfRows() {
		String rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n";
		assertThat(this.stream.execute(rows.formatted(100)).path("rows")).hasSize(100);
		assertThat(this.stream.refusal(rows.formatted(101))).startsWith("RESPONSE_TOO_LARGE")
			.contains("100 rows")
			.contains("frameline.serve.sql.max-answer-rows");
	}

	@Test
	void aStatementHasABound() {
		assertThat(this.stream.refusal("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"))
			.startsWith("SQLITE_INTERRUPT");
		assertThat(this.stream.single("SELECT 1")).isEqualTo("1");
	}

	@Test
	void aRequestHasABound() {
		SqlServed.assertRefused(this.stream.send(statement("SELECT '" + "x".repeat(100 * 1024) + "'")), 413,
				"REQUEST_TOO_LARGE", "frameline.serve.sql.max-request-size");
		assertThat(this.stream.single("SELECT 1")).isEqualTo("1");
	}

	@Test
	void thereAreOnlySoManyStreams() {
		for (int i = 1; i < 5; i++) {
			begin().execute("SELECT 1");
		}
		SqlServed.assertRefused(served.stream().send(statement("SELECT 1")), 503, "TOO_MANY_STREAMS",
				"frameline.serve.sql.max-streams");
		this.stream.ask(CLOSE);
		begin().execute("SELECT 1");
	}

}
