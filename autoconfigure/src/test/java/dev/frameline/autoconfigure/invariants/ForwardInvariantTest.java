package dev.frameline.autoconfigure.invariants;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forward: what a node shows never goes back, whichever thread looks and however, while it lives and across its death.
 * Fails if a reader sees less than any reader of that node had seen before it began.
 */
class ForwardInvariantTest {

	private static final int WRITES = 25;

	/** Enough pages that the node checkpoints several times on the way. */
	private static final String[] STEP = { "UPDATE counter SET n = n + 1",
			"UPDATE ballast SET content = randomblob(200000)" };

	private static final String QUERY = "SELECT n FROM counter";

	private final AtomicLong newest = new AtomicLong();

	private Nodes nodes;

	private Member primary;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		this.primary = this.nodes.primary();
		this.primary.execute("CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)",
				"CREATE TABLE ballast (content BLOB)", "INSERT INTO ballast VALUES (zeroblob(200000))");
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
	}

	@Test
	void aReplicaShowsNoLessThanBeforeWhileItLivesAndAfterItReopensAlone() throws Exception {
		Passage passage = this.nodes.passage(this.primary);
		Member replica = this.nodes.replica("replica", passage.url());
		long size = Files.size(replica.file());
		try (Readers readers = new Readers()) {
			readers.start(replica, QUERY, new NeverLess());
			writeOnBoth(replica);
			replica.catchUpWith(this.primary);
			readers.stop();
		}
		assertThat(Files.size(replica.file())).as("it has checkpointed").isGreaterThan(size);
		assertThat(replica.number(QUERY)).isEqualTo(2 * WRITES).isGreaterThanOrEqualTo(this.newest.get());
		replica.close();
		passage.leadNowhere();
		Member alone = this.nodes.replica("replica", passage.url());
		assertThat(alone.number(QUERY)).isEqualTo(2 * WRITES);
	}

	@Test
	void aPrimaryShowsNoLessThanBeforeAfterItReopens() throws Exception {
		try (Readers readers = new Readers()) {
			readers.start(this.primary, QUERY, new NeverLess());
			for (int i = 0; i < WRITES; i++) {
				this.primary.transaction(STEP);
			}
			readers.stop();
		}
		this.primary.close();
		Member again = this.nodes.primary();
		assertThat(again.number(QUERY)).isGreaterThanOrEqualTo(this.newest.get()).isEqualTo(WRITES);
	}

	/** Both write, so that the replica applies, conflicts and pushes; and its following stops and starts meanwhile. */
	private void writeOnBoth(Member replica) throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<?> here = thread.submit(() -> write(replica));
			for (int i = 0; i < WRITES; i++) {
				this.primary.execute(STEP);
				if (i % 10 == 5) {
					replica.following().stop();
					replica.following().start();
				}
			}
			here.get();
		}
		finally {
			thread.shutdownNow();
		}
	}

	private static @Nullable Void write(Member node) throws SQLException {
		for (int i = 0; i < WRITES; i++) {
			node.execute(STEP);
		}
		return null;
	}

	/** No read shows less than the greatest of all reads that had ended when it began. */
	private final class NeverLess implements Readers.Look {

		@Override
		public long before() {
			return ForwardInvariantTest.this.newest.get();
		}

		@Override
		public void at(ResultSet row, long before) throws SQLException {
			assertThat(row.next()).isTrue();
			assertThat(row.getLong(1)).isGreaterThanOrEqualTo(before);
			ForwardInvariantTest.this.newest.accumulateAndGet(row.getLong(1), Math::max);
		}

	}

}
