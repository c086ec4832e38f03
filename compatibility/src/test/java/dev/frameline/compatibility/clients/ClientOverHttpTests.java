package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.util.List;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import dev.frameline.compatibility.clients.ScriptedClient.Failure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.LibsqlContract.READER;
import static dev.frameline.compatibility.clients.Notes.INSERT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The npm package {@code @libsql/client} over HTTP, which has no copy of the database. */
class ClientOverHttpTests {

	private static final String TEXTS = "SELECT text FROM note ORDER BY id";

	@RegisterExtension
	static final LibsqlClients clients = LibsqlClients.overHttp();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).of(WebApplicationType.REACTIVE).with(READER);

	private RemoteClient client;

	@BeforeEach
	void connect() throws IOException {
		cluster.clear();
		this.client = clients.connected(cluster.url(), cluster.token());
	}

	@Test
	void itWritesAndReads() {
		assertThat(this.client.insert("INSERT INTO note (id, text) VALUES (41, ?)", "theirs")).isEqualTo(41);
		assertThat(this.client.update("UPDATE note SET text = text || '!'")).isOne();
		assertThat(this.client.query(TEXTS)).containsExactly(List.of("theirs!"));
		cluster.assertNotes(Side.PRIMARY, "theirs!");
	}

	@Test
	void valuesArriveByteForByte() {
		this.client.executeMultiple("DROP TABLE IF EXISTS kept; CREATE TABLE kept (id INTEGER PRIMARY KEY, value)");
		Values.ALL.forEach((value) -> this.client.update("INSERT INTO kept (value) VALUES (?)", value));
		assertThat(this.client.query("SELECT value FROM kept ORDER BY id").stream().map((row) -> row.get(0)).toArray())
			.isEqualTo(Values.ALL.toArray());
		assertThat(ours().sql("SELECT value FROM kept ORDER BY id").query((row, number) -> row.getObject(1)).list().toArray())
			.isEqualTo(Values.ALL.toArray());
	}

	@ParameterizedTest
	@ValueSource(strings = { "write", "deferred" })
	void aBatchIsOneTransaction(String mode) {
		assertThat(this.client.batch(mode, "INSERT INTO note (text) VALUES ('one')", "INSERT INTO note (text) VALUES ('two')",
				"SELECT count(*) FROM note"))
			.containsExactly(List.of(2L));
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> this.client.batch(mode, "INSERT INTO note (text) VALUES ('three')",
					"INSERT INTO note (text) VALUES ('one')"))
			.withMessageContaining("SQLITE_CONSTRAINT")
			.withMessageContaining("UNIQUE constraint failed: note.text");
		cluster.assertNotes(Side.PRIMARY, "one", "two");
	}

	@Test
	void aBatchForReadingWritesNothing() {
		assertThat(this.client.batch("read", "SELECT 1", "SELECT 2")).containsExactly(List.of(2L));
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> this.client.batch("read", "SELECT 1", "INSERT INTO note (text) VALUES ('one')"))
			.withMessageContaining("SQLITE_READONLY");
		cluster.assertNotes(Side.PRIMARY);
	}

	@Test
	void aScriptMayHaveTriggers() {
		this.client.executeMultiple("""
				DROP TABLE IF EXISTS seen; CREATE TABLE seen (id);
				CREATE TRIGGER see AFTER INSERT ON note BEGIN INSERT INTO seen VALUES (new.id); SELECT 1; END;
				INSERT INTO note (text) VALUES ('a;b'); DROP TRIGGER see;""");
		assertThat(this.client.query("SELECT count(*) FROM seen")).containsExactly(List.of(1L));
		cluster.assertNotes(Side.PRIMARY, "a;b");
	}

	@Test
	void aMigrationIsOneTransaction() {
		this.client.migrate("DROP TABLE IF EXISTS child", "CREATE TABLE child (note REFERENCES note (id))",
				"INSERT INTO note (id, text) VALUES (1, 'one')", "INSERT INTO child VALUES (1)");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> this.client.migrate("ALTER TABLE child ADD COLUMN more", "no SQL"));
		assertThat(this.client.query("SELECT * FROM child")).containsExactly(List.of(1L));
		this.client.executeMultiple("DROP TABLE child");
	}

	@ParameterizedTest
	@ValueSource(strings = { "write", "deferred" })
	void aTransactionIsCommittedOrRolledBack(String mode) throws Exception {
		this.client.begin(mode);
		this.client.update(INSERT, "one");
		assertThat(this.client.query(TEXTS)).containsExactly(List.of("one"));
		assertThat(cluster.texts(Side.PRIMARY)).isEmpty();
		this.client.commit();
		assertThat(cluster.texts(Side.PRIMARY)).containsExactly("one");
		this.client.begin(mode);
		this.client.update(INSERT, "two");
		this.client.rollback();
		cluster.assertNotes(Side.PRIMARY, "one");
	}

	@Test
	void aTransactionForReadingSeesOneMomentAndKeepsNobodyWaiting() {
		this.client.begin("read");
		assertThat(this.client.query(TEXTS)).isEmpty();
		ours().sql(INSERT).param("ours").update();
		assertThat(this.client.query(TEXTS)).isEmpty();
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> this.client.update(INSERT, "theirs"))
			.withMessageContaining("SQLITE_READONLY");
		this.client.rollback();
		assertThat(this.client.query(TEXTS)).containsExactly(List.of("ours"));
	}

	@Test
	void aClientThatDiesInItsTransactionFreesTheLane() throws Exception {
		this.client.begin("write");
		this.client.update(INSERT, "theirs");
		this.client.kill();
		ours().sql(INSERT).param("ours").update();
		cluster.assertNotes(Side.PRIMARY, "ours");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ATTACH 'other.db' AS other", "SELECT load_extension('x')", "PRAGMA journal_mode = DELETE",
			"VACUUM INTO 'copy.db'" })
	void whatWouldTouchFilesIsRefused(String sql) {
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> this.client.query(sql));
		assertThat(this.client.query("SELECT 1")).containsExactly(List.of(1L));
	}

	@Test
	void aTokenForReadingReads() throws Exception {
		this.client.update(INSERT, "ours");
		RemoteClient reader = clients.connected(cluster.url(), READER.split("=")[1]);
		assertThat(reader.query(TEXTS)).containsExactly(List.of("ours"));
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> reader.update(INSERT, "theirs"))
			.withMessageContaining("reading only");
		RemoteClient stranger = clients.connected(cluster.url(), "guessed");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> stranger.query(TEXTS)).withMessageContaining("401");
	}

	@Test
	void manyRowsArrive() {
		assertThat(this.client
			.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, hex(i) FROM n"))
			.hasSize(20_000)
			.last()
			.isEqualTo(List.of(20_000L, "3230303030"));
	}

	private static JdbcClient ours() {
		return cluster.bean(Side.PRIMARY, JdbcClient.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
