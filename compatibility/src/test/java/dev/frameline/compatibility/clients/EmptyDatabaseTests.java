package dev.frameline.compatibility.clients;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static org.assertj.core.api.Assertions.assertThat;

/** A primary in whose database nobody has made a table yet. */
class EmptyDatabaseTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).empty();

	@Test
	void aClientMakesTheFirstTable() throws Exception {
		LibsqlClient client = clients.named("a").open(cluster.url(), cluster.token());
		client.sync();
		assertThat(client.query("SELECT * FROM sqlite_master")).isEmpty();
		client.exec("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)");
		client.update(INSERT, "the first");
		client.sync();
		cluster.assertNotes(Side.PRIMARY, "the first");
		Content.assertEqual(cluster, client);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
