package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLTransactionRollbackException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Two replicas that change the same row from the same position. Fails if an update is lost, or counted twice. */
class ConflictTests {

	private static final int INCREMENTS = 200;

	private Nodes nodes;

	private Member primary;

	private Member first;

	private Member second;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		this.primary = this.nodes.primary();
		this.primary.execute("CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)");
		this.first = this.nodes.replica("first", this.primary.url());
		this.second = this.nodes.replica("second", this.primary.url());
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
	}

	@Test
	void ofTwoTransactionsFromOnePositionOneSucceedsAndOneIsRolledBack() throws Exception {
		try (Connection one = this.first.dataSource().getConnection();
				Connection other = this.second.dataSource().getConnection()) {
			one.setAutoCommit(false);
			other.setAutoCommit(false);
			Member.execute(one, "UPDATE counter SET n = n + 1");
			Member.execute(other, "UPDATE counter SET n = n + 1");
			one.commit();
			assertThatExceptionOfType(SQLTransactionRollbackException.class).isThrownBy(other::commit)
				.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("40001"));
		}
		this.second.catchUpWith(this.primary);
		assertThat(this.second.number("SELECT n FROM counter")).isOne();
		this.second.transaction("UPDATE counter SET n = n + 1");
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2);
	}

	@Test
	void incrementsInAutoCommitFromBothAddUp() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> writers = List.of(threads.submit(() -> increment(this.first)),
					threads.submit(() -> increment(this.second)));
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
		this.first.catchUpWith(this.primary);
		this.second.catchUpWith(this.primary);
		assertThat(this.first.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
		assertThat(this.second.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
	}

	private static @Nullable Void increment(Member replica) throws Exception {
		for (int i = 0; i < INCREMENTS; i++) {
			replica.execute("UPDATE counter SET n = n + 1");
		}
		return null;
	}

}
