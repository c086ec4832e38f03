package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import dev.frameline.FramelineException;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import dev.frameline.compatibility.clients.ScriptedClient.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static dev.frameline.compatibility.clients.Notes.push;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A libSQL client crosses to the next generation by a checkpoint of its own, one after the other. */
class GenerationsTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class)
		.withOnPrimary("frameline.log.keep-generations=3", "frameline.log.keep-for=0s");

	private Relay relay;

	private LibsqlClient client;

	@BeforeEach
	void open() throws IOException {
		cluster.clear();
		this.relay = new Relay(cluster.url());
		this.client = following("a");
		this.relay.forget();
	}

	@AfterEach
	void close() {
		this.relay.close();
	}

	@Test
	void aClientWalksAcrossARollAndWritesBeyondIt() throws Exception {
		ours().sql(INSERT).param("before").update();
		long next = roll();
		ours().sql(INSERT).param("after").update();
		this.client.sync();
		assertThat(texts(this.client)).containsExactly("before", "after");
		push(this.client, "theirs");
		assertThat(this.relay.pushes()).hasSize(1).allMatch((push) -> push.startsWith("POST /sync/" + next + "/"));
		cluster.assertNotes(Side.PRIMARY, "before", "after", "theirs");
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aClientThatIsThreeGenerationsBehindWalksOneByOne() throws Exception {
		long first = generation();
		for (int roll = 1; roll <= 3; roll++) {
			ours().sql(INSERT_MANY).update();
			ours().sql(INSERT).param("before roll " + roll).update();
			roll();
		}
		this.client.sync();
		assertThat(this.relay.passed().stream().map((passed) -> Long.valueOf(passed.split("/")[2])).distinct())
			.containsExactly(first, first + 1, first + 2, first + 3);
		assertThat(this.relay.passed()).filteredOn((passed) -> passed.endsWith(" 400")).hasSize(4);
		assertThat(texts(this.client)).hasSize(1203);
		push(this.client, "theirs");
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aGenerationThatIsGoneIsAnErrorAndTheCopyStaysReadable() throws Exception {
		push(this.client, "theirs");
		for (int roll = 1; roll <= 4; roll++) {
			ours().sql(INSERT).param("before roll " + roll).update();
			roll();
		}
		await().untilAsserted(() -> assertThatExceptionOfType(Failure.class).isThrownBy(this.client::sync)
			.withMessageContaining("410"));
		assertThat(texts(this.client)).containsExactly("theirs");
		assertThat(this.client.query("PRAGMA integrity_check")).containsExactly(List.of("ok"));
		LibsqlClient next = following("its next copy");
		assertThat(texts(next)).hasSize(5);
		Content.assertEqual(cluster, next);
	}

	@Test
	void aNewClientBeginsWithTheNewestBase() throws Exception {
		ours().sql(INSERT_MANY).update();
		long next = roll();
		await().untilAsserted(() -> assertThat(info()).contains("\"current_generation\":" + next));
		LibsqlClient fresh = following("fresh");
		assertThat(this.relay.passed()).contains("GET /export/" + next + " 200");
		assertThat(texts(fresh)).hasSize(400);
		Content.assertEqual(cluster, fresh);
	}

	@Test
	void whatWasNotPushedBeforeTheRollIsAConflict() throws Exception {
		this.client.update(INSERT, "theirs");
		ours().sql(INSERT).param("ours").update();
		roll();
		assertThatExceptionOfType(Failure.class).isThrownBy(this.client::sync).withMessageContaining("Conflict");
		cluster.assertNotes(Side.PRIMARY, "ours");
		assertThat(texts(this.client)).containsExactly("theirs");
	}

	@Test
	void whatWasPushedBeforeTheRollAndNotAnsweredIsHeld() throws Exception {
		this.client.update(INSERT, "theirs");
		this.relay.loseAnswer(() -> true);
		this.client.sync();
		roll();
		ours().sql(INSERT).param("ours").update();
		this.client.sync();
		this.client.sync();
		assertThat(texts(this.client)).containsExactly("theirs", "ours");
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aGenerationDoesNotEndInTheMiddleOfAPushedTransaction() throws Exception {
		this.client.update(INSERT_MANY);
		this.relay.loseAnswer(() -> this.relay.pushes().size() == 2);
		this.client.sync();
		assertThatExceptionOfType(FramelineException.class).isThrownBy(this::roll).withMessageContaining("in the middle");
		this.client.sync();
		roll();
		push(this.client, "and then one more");
		assertThat(cluster.texts(Side.PRIMARY)).hasSize(401);
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aClientWhoseWalItsUserEmptiedCannotPushIntoTheMiddle() throws Exception {
		roll();
		push(this.client, "theirs");
		this.client.query("PRAGMA wal_checkpoint(TRUNCATE)");
		this.client.update(INSERT_MANY);
		assertThatExceptionOfType(Failure.class).isThrownBy(this.client::sync).withMessageContaining("Conflict");
		cluster.assertNotes(Side.PRIMARY, "theirs");
		Content.assertEqual(cluster);
	}

	private static String info() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.url() + "/info"))
			.header("Authorization", cluster.authorization())
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private long roll() {
		return cluster.bean(Side.PRIMARY, SyncOperations.class).roll();
	}

	private static long generation() {
		return cluster.bean(Side.PRIMARY, SyncOperations.class).position().generation();
	}

	private JdbcClient ours() {
		return cluster.bean(Side.PRIMARY, JdbcClient.class);
	}

	private LibsqlClient following(String name) throws IOException {
		LibsqlClient following = clients.named(name).open(this.relay.url(), cluster.token());
		following.sync();
		return following;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
