package dev.frameline.compatibility.clients;

import java.time.Duration;
import java.util.List;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.frameline.compatibility.clients.Notes.INSERT;
import static dev.frameline.compatibility.clients.Notes.push;
import static dev.frameline.compatibility.clients.Notes.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replica of ours, a libSQL client that pushes and one that has the primary run what it writes: all write in turn, and
 * end with the same content. Runs for {@code frameline.mixed-seconds}, 5 if it is not set.
 */
class MixedWritersTests {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).withOnPrimary("frameline.log.keep-generations=100");

	@Test
	void allEndWithTheSameContent() throws Exception {
		LibsqlClient pushing = clients.named("pushing").open(cluster.url(), cluster.token());
		LibsqlClient classic = clients.named("classic").openClassic(cluster.url(), cluster.token());
		JdbcClient replica = cluster.bean(Side.REPLICA, JdbcClient.class);
		long end = System.nanoTime() + Duration.ofSeconds(Integer.getInteger("frameline.mixed-seconds", 5)).toNanos();
		int rounds = 0;
		for (; System.nanoTime() < end; rounds++) {
			replica.sql(INSERT).param("replica " + rounds).update();
			push(pushing, "pushing " + rounds);
			classic.update(INSERT, "classic " + rounds);
			assertThat(classic.query("SELECT count(*) FROM note")).containsExactly(List.of(3L * (rounds + 1)));
			if (rounds % 50 == 49) {
				cluster.bean(Side.PRIMARY, SyncOperations.class).roll();
			}
		}
		pushing.sync();
		assertThat(rounds).isGreaterThan(3);
		assertThat(texts(pushing)).hasSize(3 * rounds).isEqualTo(texts(classic)).isEqualTo(cluster.texts(Side.PRIMARY));
		Content.assertEqual(cluster, pushing, classic);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
