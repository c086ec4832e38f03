package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.util.stream.Stream;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import dev.frameline.compatibility.clients.ScriptedClient.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static dev.frameline.compatibility.clients.Notes.push;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a libSQL client in offline mode does with a primary of ours, on whatever server. */
abstract class LibsqlContract {

	static final String READER = "frameline.serve.tokens.readers.secret=a-secret-of-readers";

	private final LibsqlClients clients;

	private final Cluster cluster;

	LibsqlContract(LibsqlClients clients, Cluster cluster) {
		this.clients = clients;
		this.cluster = cluster;
	}

	@BeforeEach
	void clear() {
		this.cluster.clear();
	}

	@Test
	void aNewClientReadsWhatWasThereBefore() throws Exception {
		ours().sql(INSERT).param("before").update();
		LibsqlClient client = following("a");
		assertThat(texts(client)).containsExactly("before");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void whatAClientPushesIsThereOnEveryNode() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT, "theirs");
		assertThat(this.cluster.texts(Side.PRIMARY)).isEmpty();
		client.sync();
		this.cluster.assertNotes(Side.PRIMARY, "theirs");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void whatANodeWritesIsPulled() throws Exception {
		LibsqlClient client = following("a");
		ours().sql(INSERT).param("the primary's").update();
		client.sync();
		assertThat(texts(client)).containsExactly("the primary's");
		this.cluster.bean(Side.REPLICA, JdbcClient.class).sql(INSERT).param("the replica's").update();
		client.sync();
		assertThat(texts(client)).containsExactly("the primary's", "the replica's");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void twoClientsAndTwoNodesWriteInTurn() throws Exception {
		LibsqlClient first = following("a");
		LibsqlClient second = following("b");
		for (int round = 0; round < 3; round++) {
			push(first, "first " + round);
			push(second, "second " + round);
			ours().sql(INSERT).param("primary " + round).update();
			this.cluster.bean(Side.REPLICA, JdbcClient.class).sql(INSERT).param("replica " + round).update();
		}
		first.sync();
		second.sync();
		assertThat(texts(first)).hasSize(12).isEqualTo(texts(second)).isEqualTo(this.cluster.texts(Side.PRIMARY));
		Content.assertEqual(this.cluster, first, second);
	}

	@Test
	void aTransactionOfSeveralBatchesIsPushed() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT_MANY);
		long frames = frames();
		client.sync();
		assertThat(frames() - frames).isGreaterThan(3 * 128);
		assertThat(this.cluster.texts(Side.PRIMARY)).hasSize(400).isEqualTo(texts(client));
		push(client, "and then one more");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void aTransactionOfSeveralBatchesIsPulled() throws Exception {
		LibsqlClient client = following("a");
		ours().sql(INSERT_MANY).update();
		client.sync();
		assertThat(texts(client)).hasSize(400).isEqualTo(this.cluster.texts(Side.PRIMARY));
		push(client, "and then one more");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void aSecondWriteFromTheSamePlaceIsAConflict() throws Exception {
		LibsqlClient client = following("a");
		ours().sql(INSERT).param("ours").update();
		client.update(INSERT, "theirs");
		assertThatExceptionOfType(Failure.class).isThrownBy(client::sync).withMessageContaining("Conflict");
		assertThat(texts(client)).containsExactly("theirs");
		this.cluster.assertNotes(Side.PRIMARY, "ours");
		Content.assertEqual(this.cluster, following("its next copy"));
	}

	@Test
	void valuesArriveByteForByte() throws Exception {
		ours().sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, value)").update();
		LibsqlClient client = following("a");
		String insert = "INSERT INTO kept (value) VALUES (?)";
		for (Object value : Values.ALL) {
			ours().sql(insert).param(value).update();
		}
		client.sync();
		Values.ALL.forEach((value) -> client.update(insert, value));
		client.sync();
		String select = "SELECT value FROM kept ORDER BY id";
		@Nullable Object[] twice = Stream.concat(Values.ALL.stream(), Values.ALL.stream()).toArray();
		assertThat(client.query(select).stream().map((row) -> row.get(0)).toArray()).isEqualTo(twice);
		assertThat(ours().sql(select).query((row, number) -> row.getObject(1)).list().toArray()).isEqualTo(twice);
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void aClientThatDiesBeforeItPushesDoesSoInItsNextLife() throws Exception {
		LibsqlClient client = following("a");
		client.update(INSERT, "theirs");
		client.kill();
		LibsqlClient again = following("a");
		this.cluster.assertNotes(Side.PRIMARY, "theirs");
		Content.assertEqual(this.cluster, again);
	}

	@Test
	void ourVacuumShrinksTheirCopy() throws Exception {
		ours().sql(INSERT_MANY).update();
		LibsqlClient client = following("a");
		this.cluster.clear();
		ours().sql("VACUUM").update();
		client.sync();
		assertThat(pages(client)).isLessThan(100);
		push(client, "on fewer pages");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void theirVacuumShrinksOurs() throws Exception {
		ours().sql(INSERT_MANY).update();
		LibsqlClient client = following("a");
		client.update("DELETE FROM note");
		client.exec("VACUUM");
		client.sync();
		assertThat(ours().sql("PRAGMA page_count").query(Integer.class).single()).isLessThan(100);
		push(client, "on fewer pages");
		Content.assertEqual(this.cluster, client);
	}

	@Test
	void aWrongTokenOpensNothing() throws Exception {
		LibsqlClient client = this.clients.named("a");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> client.open(this.cluster.url(), "wrong"))
			.withMessageContaining("401");
		assertThat(client.file()).doesNotExist();
	}

	@Test
	void aTokenForReadingFollowsAndPushesNothing() throws Exception {
		ours().sql(INSERT).param("ours").update();
		LibsqlClient client = this.clients.named("a").open(this.cluster.url(), READER.split("=")[1]);
		client.sync();
		client.update(INSERT, "theirs");
		assertThatExceptionOfType(Failure.class).isThrownBy(client::sync).withMessageContaining("403");
		assertThat(texts(client)).containsExactly("ours", "theirs");
		this.cluster.assertNotes(Side.PRIMARY, "ours");
	}

	private JdbcClient ours() {
		return this.cluster.bean(Side.PRIMARY, JdbcClient.class);
	}

	private LibsqlClient following(String name) throws IOException {
		LibsqlClient client = this.clients.named(name).open(this.cluster.url(), this.cluster.token());
		client.sync();
		return client;
	}

	private static long pages(LibsqlClient client) {
		return (long) client.query("PRAGMA page_count").get(0).get(0);
	}

	private long frames() {
		return this.cluster.bean(Side.PRIMARY, SyncOperations.class).position().frame();
	}

}
