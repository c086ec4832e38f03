package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.frameline.node.NodeStatus.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Unblocked: no reader waits for the network or for another reader. Fails, by standing still, if a reader waits for
 * what each test holds up: reads have to come to their end while it provably has not.
 */
class UnblockedInvariantTest {

	private static final int READS = 50;

	private static final int ROWS = 50_000;

	private static final String COUNT = "SELECT max(rowid) FROM note";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private Nodes nodes;

	private Member primary;

	private Passage passage;

	private Member replica;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		this.primary = this.nodes.primary();
		this.primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('first')");
		this.passage = this.nodes.passage(this.primary);
		this.replica = this.nodes.replica("replica", this.passage.url());
		this.replica.catchUpWith(this.primary);
	}

	@AfterEach
	void close() throws Exception {
		this.threads.shutdownNow();
		this.nodes.close();
	}

	@Test
	void readersGoOnWhileThePrimaryDoesNotAnswerAnAppend() throws Exception {
		readWhileAnAppendHangs("INSERT INTO note VALUES ('second')", 2);
	}

	@Test
	void readersGoOnWhileALargeTransactionIsWrittenAndCommitted() throws Exception {
		try (Connection writer = this.primary.dataSource().getConnection()) {
			writer.setAutoCommit(false);
			Member.execute(writer, rows());
			readAll(this.primary, 1);
			writer.rollback();
		}
		try (Readers readers = new Readers()) {
			readers.start(this.primary, COUNT, (row, before) -> assertThat(count(row)).isIn(1L, ROWS + 1L));
			readers.start(this.replica, COUNT, (row, before) -> assertThat(count(row)).isIn(1L, ROWS + 1L));
			readWhileAnAppendHangs(rows(), ROWS + 1);
			this.replica.catchUpWith(this.primary);
			readers.stop();
		}
		readAll(this.primary, ROWS + 1);
	}

	@Test
	void readersAndWritersGoOnWhileAReaderKeepsItsSnapshot() throws Exception {
		for (Member node : new Member[] { this.primary, this.replica }) {
			this.replica.catchUpWith(this.primary);
			long before = node.number(COUNT);
			try (Connection kept = node.dataSource().getConnection()) {
				kept.setReadOnly(true);
				kept.setAutoCommit(false);
				try (Statement statement = kept.createStatement();
						ResultSet open = statement.executeQuery("SELECT text FROM note")) {
					assertThat(open.next()).isTrue();
					this.primary.execute(rows());
					this.replica.catchUpWith(this.primary);
					this.replica.execute("INSERT INTO note VALUES ('after')");
					this.replica.catchUpWith(this.primary);
					readAll(node, before + ROWS + 1);
					assertThat(Member.number(kept, COUNT)).as("the snapshot").isEqualTo(before);
				}
				kept.commit();
			}
			assertThat(node.number(COUNT)).isEqualTo(before + ROWS + 1);
		}
	}

	@Test
	void readersGoOnWithoutThePrimary() throws Exception {
		this.primary.close();
		await().untilAsserted(() -> assertThat(this.replica.status().status()).isEqualTo(Status.OFFLINE));
		readAll(this.replica, 1);
		this.replica.close();
		Member alone = this.nodes.replica("replica", this.passage.url());
		readAll(alone, 1);
	}

	/** @param rows how many there are once the statement is committed; until then there is one */
	private void readWhileAnAppendHangs(String statement, long rows) throws Exception {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.passage.weather(new Passage.Weather() {

			@Override
			public byte[] request(String method, String path, byte[] body) throws InterruptedException {
				if (method.equals("POST") && path.startsWith("/sync/")) {
					arrived.countDown();
					answer.await();
				}
				return body;
			}

		});
		Future<@Nullable Void> writer = this.threads.submit(() -> {
			this.replica.execute(statement);
			return null;
		});
		arrived.await();
		readAll(this.replica, 1);
		assertThat(writer).as("the append is still under way").isNotDone();
		answer.countDown();
		writer.get();
		readAll(this.replica, rows);
	}

	/** In several threads, in each of the ways there are to read. */
	private void readAll(Member node, long expected) throws Exception {
		try (Readers readers = new Readers()) {
			readers.start(node, COUNT, (row, before) -> assertThat(count(row)).isEqualTo(expected));
			await().until(() -> readers.reads() >= READS || readers.hasFailed());
			readers.stop();
		}
	}

	private static long count(ResultSet row) throws SQLException {
		assertThat(row.next()).isTrue();
		return row.getLong(1);
	}

	private static String rows() {
		return "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < " + ROWS
				+ ") INSERT INTO note SELECT 'row ' || n || ' of a large transaction' FROM i";
	}

}
