package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static dev.frameline.compatibility.clients.Notes.push;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Pushes that do not go as they should. When an answer is lost, libSQL's client says nothing and pushes again at its
 * next sync, from where it believes the primary to be.
 */
class LostAnswersTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	private Relay relay;

	private LibsqlClient client;

	@BeforeEach
	void open() throws IOException {
		cluster.clear();
		this.relay = new Relay(cluster.url());
		this.client = following();
	}

	@AfterEach
	void close() {
		this.relay.close();
	}

	@Test
	void aPushThatComesAgainCountsOnce() throws Exception {
		this.client.update(INSERT, "theirs");
		this.relay.loseAnswer(() -> true);
		this.client.sync();
		ours().sql(INSERT).param("ours").update();
		this.client.sync();
		assertThat(this.relay.pushes()).hasSize(2).containsOnly(this.relay.pushes().get(0));
		this.client.sync();
		assertThat(texts(this.client)).containsExactly("theirs", "ours");
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void theBatchesOfOneTransactionAreTiedByTheBaton() throws Exception {
		this.client.update(INSERT_MANY);
		this.client.sync();
		List<String> pushes = this.relay.pushes();
		assertThat(pushes).hasSizeGreaterThan(3).first().asString().matches("POST /sync/1/\\d+/\\d+ 200");
		assertThat(pushes.subList(1, pushes.size())).allMatch((push) -> push.matches("POST /sync/1/\\d+/\\d+/[\\w-]+ 200"));
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aTransactionGoesOnAfterALostAnswer() throws Exception {
		loseTheSecondOfManyAnswers();
		this.client.sync();
		assertThat(cluster.texts(Side.PRIMARY)).hasSize(400);
		push(this.client, "and then one more");
		Content.assertEqual(cluster, this.client);
	}

	@Test
	void aTransactionBeginsAnewAfterTheClientDied() throws Exception {
		loseTheSecondOfManyAnswers();
		this.client.kill();
		LibsqlClient again = following();
		List<String> pushes = this.relay.pushes();
		assertThat(pushes.get(2)).isEqualTo(pushes.get(0));
		assertThat(cluster.texts(Side.PRIMARY)).hasSize(400);
		push(again, "and then one more");
		Content.assertEqual(cluster, again);
	}

	@Test
	void aTransactionThatIsThereIsToldSoToTheNextLifeOfItsClient() throws Exception {
		this.client.update(INSERT_MANY);
		this.relay.loseAnswer(() -> cluster.texts(Side.PRIMARY).size() == 400);
		this.client.sync();
		this.client.kill();
		ours().sql(INSERT).param("ours").update();
		LibsqlClient again = following();
		again.sync();
		assertThat(texts(again)).hasSize(401);
		Content.assertEqual(cluster, again);
	}

	@Test
	void aTransactionThatWasOvertakenMeanwhileIsAConflict() throws Exception {
		loseTheSecondOfManyAnswers();
		ours().sql(INSERT).param("ours").update();
		assertThatExceptionOfType(Failure.class).isThrownBy(this.client::sync).withMessageContaining("Conflict");
		assertThat(cluster.texts(Side.PRIMARY)).containsExactly("ours");
		assertThat(texts(this.client)).hasSize(400);
		Content.assertEqual(cluster);
	}

	@Test
	void aPushThatFindsTheWriterTakenComesAgainAndIsNoConflict() throws Exception {
		this.client.update(INSERT, "theirs");
		TransactionTemplate ours = new TransactionTemplate(
				cluster.bean(Side.PRIMARY, PlatformTransactionManager.class));
		CompletableFuture<Void> synced = ours.execute((transaction) -> {
			ours().sql(INSERT).param("rolled back").update();
			CompletableFuture<Void> syncing = CompletableFuture.runAsync(this.client::sync);
			// A push waits for its turn for 5 seconds
			await().atMost(Duration.ofSeconds(20))
				.until(() -> this.relay.pushes().stream().anyMatch((push) -> push.endsWith(" 503")));
			transaction.setRollbackOnly();
			return syncing;
		});
		synced.join();
		cluster.assertNotes(Side.PRIMARY, "theirs");
		Content.assertEqual(cluster, this.client);
	}

	private void loseTheSecondOfManyAnswers() {
		this.client.update(INSERT_MANY);
		this.relay.loseAnswer(() -> this.relay.pushes().size() == 2);
		this.client.sync();
		assertThat(this.relay.pushes()).hasSize(2);
		assertThat(cluster.texts(Side.PRIMARY)).isEmpty();
	}

	private JdbcClient ours() {
		return cluster.bean(Side.PRIMARY, JdbcClient.class);
	}

	private LibsqlClient following() throws IOException {
		LibsqlClient following = clients.named("a").open(this.relay.url(), cluster.token());
		following.sync();
		return following;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
