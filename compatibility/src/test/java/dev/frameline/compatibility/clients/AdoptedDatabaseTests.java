package dev.frameline.compatibility.clients;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static dev.frameline.compatibility.clients.Notes.INSERT_MANY;
import static dev.frameline.compatibility.clients.Notes.push;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;

/** A primary whose base is a database that plain SQLite made, with rows. */
class AdoptedDatabaseTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class)
		.adopting("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)", INSERT_MANY,
				"DELETE FROM note WHERE id % 2 = 0");

	@Test
	void aClientHasTheRowsOfTheBaseBeforeItsFirstSync() throws Exception {
		LibsqlClient client = clients.named("a").open(cluster.url(), cluster.token());
		assertThat(texts(client)).hasSize(200).isEqualTo(cluster.texts(Side.PRIMARY));
		push(client, "theirs");
		assertThat(cluster.texts(Side.PRIMARY)).hasSize(201).endsWith("theirs");
		Content.assertEqual(cluster, client);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
