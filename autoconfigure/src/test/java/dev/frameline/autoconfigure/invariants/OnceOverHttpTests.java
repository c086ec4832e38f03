package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.node.NodeStatus.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Once, when the primary's answer is lost: the writer is told of success by the append that is repeated, and the row
 * counts once. Fails if a lost answer is taken for a refusal, or if the repeated append is taken for another commit.
 */
class OnceOverHttpTests {

	@Test
	void aCommitWhoseAnswerIsLostSucceedsAndCountsOnce(@TempDir Path directory) throws Exception {
		try (Nodes nodes = new Nodes(directory)) {
			Member primary = nodes.primary();
			primary.execute("CREATE TABLE note (text TEXT)", "CREATE TABLE counter (n INTEGER)",
					"INSERT INTO counter VALUES (0)");
			Passage passage = nodes.passage(primary);
			Member replica = nodes.replica("replica", passage.url());
			AtomicInteger appends = new AtomicInteger();
			passage.weather(losingTheFirstOfTwoAnswers(appends));
			for (int i = 0; i < 10; i++) {
				replica.transaction("INSERT INTO note VALUES ('" + i + "')", "UPDATE counter SET n = n + 1");
				replica.execute("UPDATE counter SET n = n + 1");
			}
			assertThat(appends).as("all were sent twice").hasValue(40);
			for (Member node : new Member[] { primary, replica }) {
				assertThat(node.number("SELECT count(*) FROM note")).isEqualTo(10);
				assertThat(node.number("SELECT count(DISTINCT text) FROM note")).isEqualTo(10);
				assertThat(node.number("SELECT n FROM counter")).isEqualTo(20);
			}
			await().untilAsserted(() -> assertThat(replica.status().status()).isEqualTo(Status.UP));
			assertThat(replica.sync().position()).isEqualTo(primary.sync().position());
		}
	}

	private static Passage.Weather losingTheFirstOfTwoAnswers(AtomicInteger appends) {
		return new Passage.Weather() {

			@Override
			public byte @Nullable [] answer(String method, String path, int status, byte[] body) {
				boolean append = method.equals("POST") && path.startsWith("/sync/");
				boolean lost = append && appends.getAndIncrement() % 2 == 0;
				return lost ? null : body;
			}

		};
	}

}
