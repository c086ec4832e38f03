package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import dev.frameline.compatibility.clients.ScriptedClient.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.LibsqlContract.READER;
import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A libSQL client in its classic mode: it reads its copy, and has the primary run what writes. */
class ClassicModeTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).with(READER);

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@Test
	void itReadsWhatWasThereBefore() throws Exception {
		ours().sql(INSERT).param("before").update();
		LibsqlClient client = following("a");
		assertThat(texts(client)).containsExactly("before");
		Content.assertEqual(cluster, client);
	}

	@Test
	void whatItWritesIsThereOnThePrimaryAndInItsOwnCopy() throws Exception {
		LibsqlClient client = following("a");
		assertThat(client.update(INSERT, "theirs")).isOne();
		assertThat(cluster.texts(Side.PRIMARY)).containsExactly("theirs");
		assertThat(texts(client)).containsExactly("theirs");
		Content.assertEqual(cluster, client);
	}

	@Test
	void whatOthersWriteIsPulled() throws Exception {
		LibsqlClient client = following("a");
		ours().sql(INSERT).param("the primary's").update();
		cluster.bean(Side.REPLICA, JdbcClient.class).sql(INSERT).param("the replica's").update();
		client.sync();
		assertThat(texts(client)).containsExactly("the primary's", "the replica's");
		Content.assertEqual(cluster, client);
	}

	@Test
	void aScriptRunsStatementByStatement() throws Exception {
		LibsqlClient client = following("a");
		client.exec("INSERT INTO note (text) VALUES ('one; not two'); -- a comment;\nINSERT INTO note (text) VALUES ('two')");
		assertThat(texts(client)).containsExactly("one; not two", "two");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> client.exec("INSERT INTO note (text) VALUES ('three'); INSERT INTO note (text) VALUES ('one; not two')"))
			.withMessageContaining("UNIQUE constraint failed: note.text");
		assertThat(cluster.texts(Side.PRIMARY)).containsExactly("one; not two", "two", "three");
	}

	@Test
	void aTransactionIsThereAsAWhole() throws Exception {
		LibsqlClient client = following("a");
		client.transaction("INSERT INTO note (text) VALUES ('one')", "INSERT INTO note (text) VALUES ('two')");
		assertThat(texts(client)).containsExactly("one", "two").isEqualTo(cluster.texts(Side.PRIMARY));
		Content.assertEqual(cluster, client);
	}

	@Test
	void aTransactionThatThrowsLeavesNothing() throws Exception {
		LibsqlClient client = following("a");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> client.failingTransaction("INSERT INTO note (text) VALUES ('one')"))
			.withMessageContaining("is to fail");
		assertThat(cluster.texts(Side.PRIMARY)).isEmpty();
		assertThat(texts(client)).isEmpty();
		ours().sql(INSERT).param("the lane is free").update();
	}

	@Test
	void anErrorIsSqlites() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT, "once");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> client.update(INSERT, "once"))
			.withMessageContaining("UNIQUE constraint failed: note.text");
		assertThat(texts(client)).containsExactly("once");
	}

	@Test
	void rowsOfAWriteAreReturned() throws Exception {
		LibsqlClient client = following("a");
		assertThat(client.query("INSERT INTO note (id, text) VALUES (?, ?) RETURNING id, text", 7L, "seven"))
			.containsExactly(List.of(7L, "seven"));
		assertThat(texts(client)).containsExactly("seven");
	}

	@Test
	void valuesArriveByteForByte() throws Exception {
		ours().sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, value)").update();
		LibsqlClient client = following("a");
		for (Object value : Values.ALL) {
			ours().sql("INSERT INTO kept (value) VALUES (?)").param(value).update();
			client.update("INSERT INTO kept (value) VALUES (?)", value);
		}
		String select = "SELECT value FROM kept ORDER BY id";
		@Nullable Object[] twice = Values.ALL.stream().flatMap((value) -> Stream.of(value, value)).toArray();
		assertThat(client.query(select).stream().map((row) -> row.get(0)).toArray()).isEqualTo(twice);
		assertThat(ours().sql(select).query((row, number) -> row.getObject(1)).list().toArray()).isEqualTo(twice);
		ours().sql("DROP TABLE kept").update();
		client.sync();
		Content.assertEqual(cluster, client);
	}

	@Test
	void aLargeTransactionComesBackWhole() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT_MANY);
		assertThat(texts(client)).hasSize(400).isEqualTo(cluster.texts(Side.PRIMARY));
		Content.assertEqual(cluster, client);
	}

	@Test
	void itGoesOnAcrossAGeneration() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT, "before");
		cluster.bean(Side.PRIMARY, SyncOperations.class).roll();
		client.update(INSERT, "after");
		assertThat(texts(client)).containsExactly("before", "after");
		Content.assertEqual(cluster, client);
	}

	@Test
	void twoClientsWriteInTurn() throws Exception {
		LibsqlClient first = following("a");
		LibsqlClient second = following("b");
		for (int round = 0; round < 5; round++) {
			first.update(INSERT, "first " + round);
			second.update(INSERT, "second " + round);
		}
		first.sync();
		assertThat(texts(first)).hasSize(10).isEqualTo(texts(second)).isEqualTo(cluster.texts(Side.PRIMARY));
		Content.assertEqual(cluster, first, second);
	}

	@Test
	void aTokenForReadingReads() throws Exception {
		ours().sql(INSERT).param("ours").update();
		LibsqlClient client = clients.named("a").openClassic(cluster.url(), READER.split("=")[1]);
		client.sync();
		assertThat(texts(client)).containsExactly("ours");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> client.update(INSERT, "theirs"))
			.withMessageContaining("reading only");
		assertThat(cluster.texts(Side.PRIMARY)).containsExactly("ours");
	}

	private static JdbcClient ours() {
		return cluster.bean(Side.PRIMARY, JdbcClient.class);
	}

	private static LibsqlClient following(String name) throws IOException {
		LibsqlClient client = clients.named(name).openClassic(cluster.url(), cluster.token());
		client.sync();
		return client;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
