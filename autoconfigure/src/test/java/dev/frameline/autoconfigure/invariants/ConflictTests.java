package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
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
import static org.awaitility.Awaitility.await;

/** Two replicas that change the same row. Fails if an update is lost, or counted twice. */
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
	void theSecondOfTwoTransactionsWaitsAndBeginsWhereTheFirstHasEnded() throws Exception {
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try (Connection one = this.first.dataSource().getConnection()) {
			one.setAutoCommit(false);
			Member.execute(one, "UPDATE counter SET n = n + 1");
			Future<?> other = threads.submit(() -> {
				this.second.transaction("UPDATE counter SET n = n + 1");
				return null;
			});
			await().until(() -> this.second.node().waitingForLane() == 1);
			assertThat(this.primary.number("SELECT n FROM counter")).isZero();
			one.commit();
			other.get();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.second.number("SELECT n FROM counter")).isEqualTo(2);
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2);
	}

	@Test
	void whoWaitsInVainIsToldWhoHoldsTheLease() throws Exception {
		try (Member hasty = this.nodes.replica("hasty", this.primary.url(), "--frameline.write.acquire-timeout=200ms");
				Connection one = this.first.dataSource().getConnection()) {
			one.setAutoCommit(false);
			Member.execute(one, "UPDATE counter SET n = n + 1");
			String origin = String.valueOf(this.first.status().lease().origin());
			assertThatExceptionOfType(SQLTransientConnectionException.class)
				.isThrownBy(() -> hasty.transaction("UPDATE counter SET n = n + 1"))
				.withMessageContaining("waited 200 ms (frameline.write.acquire-timeout) for the writer in vain: the node with"
						+ " origin " + origin + " has held the lease for ")
				.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("HYT00"));
			one.commit();
			hasty.transaction("UPDATE counter SET n = n + 1");
		}
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2);
	}

	@Test
	void behindAPrimaryWithoutLeasesOneOfTwoTransactionsFromOnePositionIsRolledBack() throws Exception {
		try (Connection one = optimist("one").dataSource().getConnection();
				Connection other = optimist("other").dataSource().getConnection()) {
			one.setAutoCommit(false);
			other.setAutoCommit(false);
			Member.execute(one, "UPDATE counter SET n = n + 1");
			Member.execute(other, "UPDATE counter SET n = n + 1");
			one.commit();
			assertThatExceptionOfType(SQLTransactionRollbackException.class).isThrownBy(other::commit)
				.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("40001"));
		}
		assertThat(this.primary.number("SELECT n FROM counter")).isOne();
	}

	/** Against what seems to be a primary of an earlier version. */
	private Member optimist(String name) throws Exception {
		Passage passage = this.nodes.passage(this.primary);
		passage.weather(new Passage.Weather() {

			@Override
			public boolean knows(String path) {
				return !path.startsWith("/lease/");
			}

		});
		return this.nodes.replica(name, passage.url());
	}

	@Test
	void incrementsInAutoCommitFromOptimistsAddUpToo() throws Exception {
		increments(optimist("one"), optimist("other"));
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
	}

	@Test
	void incrementsInAutoCommitFromBothAddUp() throws Exception {
		increments(this.first, this.second);
		assertThat(this.primary.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
		this.first.catchUpWith(this.primary);
		this.second.catchUpWith(this.primary);
		assertThat(this.first.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
		assertThat(this.second.number("SELECT n FROM counter")).isEqualTo(2 * INCREMENTS);
	}

	private static void increments(Member... members) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(members.length);
		try {
			List<Future<?>> writers = new ArrayList<>();
			for (Member member : members) {
				writers.add(threads.submit(() -> increment(member)));
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static @Nullable Void increment(Member replica) throws Exception {
		for (int i = 0; i < INCREMENTS; i++) {
			replica.execute("UPDATE counter SET n = n + 1");
		}
		return null;
	}

}
