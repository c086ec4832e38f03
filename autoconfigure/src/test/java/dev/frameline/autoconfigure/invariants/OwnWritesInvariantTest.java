package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Own-writes: once a commit has returned, every read that begins later on that node sees it. Fails if a reader is
 * given an older state, whatever its thread, its pool, its mode, and whatever else its connection has open.
 */
class OwnWritesInvariantTest {

	private static final int WRITES = 30;

	private static final String COUNT = "SELECT count(*) FROM note";

	private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();

	private Nodes nodes;

	private Member primary;

	private Member replica;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		this.primary = this.nodes.primary();
		this.primary.execute("CREATE TABLE note (text TEXT)");
		this.replica = this.nodes.replica("replica", this.primary.url());
	}

	@AfterEach
	void close() throws Exception {
		this.elsewhere.shutdownNow();
		this.nodes.close();
	}

	@Test
	void everyReaderOfThePrimarySeesWhatWasCommittedThere() throws Exception {
		assertSeenByAll(this.primary, "INSERT INTO note VALUES ('own')");
	}

	@Test
	void everyReaderOfAReplicaSeesWhatWasCommittedThere() throws Exception {
		assertSeenByAll(this.replica, "INSERT INTO note VALUES ('own')");
	}

	@Test
	void itHoldsWhileTheOtherNodeWritesToo() throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		try {
			Future<?> writer = other.submit(() -> {
				for (int i = 0; i < 10 * WRITES; i++) {
					this.primary.execute("INSERT INTO note VALUES ('another')");
				}
				return null;
			});
			for (int i = 0; i < WRITES; i++) {
				String own = "'own " + i + "'";
				this.replica.execute("INSERT INTO note VALUES (" + own + ")");
				assertThat(this.replica.number("SELECT count(*) FROM note WHERE text = " + own)).isOne();
				assertThat(elsewhere(() -> Member.number(this.replica.readerPool(),
						"SELECT count(*) FROM note WHERE text = " + own)))
					.isOne();
			}
			writer.get();
		}
		finally {
			other.shutdownNow();
		}
	}

	@Test
	void aConnectionSeesItsOwnWriteWhileAnOlderResultIsOpen() throws Exception {
		for (Member node : new Member[] { this.primary, this.replica }) {
			this.replica.catchUpWith(this.primary);
			node.transaction("DELETE FROM note", "INSERT INTO note VALUES ('one'), ('two'), ('three')");
			try (Connection connection = node.dataSource().getConnection();
					Statement reading = connection.createStatement();
					ResultSet older = reading.executeQuery("SELECT text FROM note ORDER BY rowid")) {
				assertThat(older.next()).isTrue();
				Member.execute(connection, "INSERT INTO note VALUES ('four')");
				assertThat(Member.number(connection, COUNT)).isEqualTo(4);
				assertThat(node.number(COUNT)).isEqualTo(4);
				assertThat(older.next()).isTrue();
				assertThat(older.getString(1)).isEqualTo("two");
			}
		}
	}

	private void assertSeenByAll(Member node, String write) throws Exception {
		try (Connection kept = node.dataSource().getConnection()) {
			for (int i = 1; i <= WRITES; i++) {
				if (i % 3 == 0) {
					node.transaction(write);
				}
				else if (i % 3 == 1) {
					node.execute(write);
				}
				else {
					Member.execute(kept, write);
				}
				assertThat(Member.number(kept, COUNT)).as("the connection that was open before").isEqualTo(i);
				assertThat(node.number(COUNT)).as("auto-commit").isEqualTo(i);
				assertThat(inTransaction(node.dataSource(), true)).as("a read-only transaction").isEqualTo(i);
				assertThat(inTransaction(node.dataSource(), false)).as("a transaction").isEqualTo(i);
				for (DataSource pool : new DataSource[] { node.dataSource(), node.readerPool(), node.writerPool() }) {
					assertThat(elsewhere(() -> Member.number(pool, COUNT))).as("another thread").isEqualTo(i);
					assertThat(elsewhere(() -> inTransaction(pool, true))).as("another thread").isEqualTo(i);
				}
			}
		}
	}

	private long elsewhere(Callable<Long> read) throws Exception {
		return this.elsewhere.submit(read).get();
	}

	private static long inTransaction(DataSource dataSource, boolean readOnly) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			connection.setReadOnly(readOnly);
			connection.setAutoCommit(false);
			long count = Member.number(connection, COUNT);
			connection.commit();
			return count;
		}
	}

}
