package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class LaneTests extends RoutingTestSupport {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void aThreadThatAsksForTheWriterTwiceFailsAtOnce() throws SQLException {
		try (Connection outer = this.dataSource.getConnection()) {
			outer.setAutoCommit(false);
			run(outer, "INSERT INTO note (text) VALUES ('a')");
			assertThatThrownBy(() -> run("INSERT INTO note (text) VALUES ('b')")).isInstanceOf(SQLException.class)
				.hasMessageStartingWith("Database 'test'")
				.hasMessageContaining("REQUIRES_NEW");
			run(outer, "INSERT INTO note (text) VALUES ('c')");
			outer.commit();
		}
		assertThat(count()).isEqualTo(2);
	}

	@Test
	void whoWaitsInVainIsToldWhoHoldsTheWriter() throws Exception {
		restart(Duration.ofMillis(50), Duration.ofSeconds(20));
		try (Connection holder = this.dataSource.getConnection()) {
			holder.setAutoCommit(false);
			run(holder, "INSERT INTO note (text) VALUES ('a')");
			Future<?> other = this.threads.submit(() -> {
				run("INSERT INTO note (text) VALUES ('b')");
				return null;
			});
			assertThatThrownBy(other::get).hasCauseInstanceOf(SQLTransientException.class)
				.hasMessageContaining("'" + Thread.currentThread().getName() + ", connection")
				.hasMessageContaining("has held it for")
				.hasMessageContaining("frameline.write.acquire-timeout");
			assertThat(this.backend.lane().waiting()).isZero();
			holder.commit();
		}
		assertThat(count()).isOne();
	}

	@Test
	void writersAreServedInTheOrderInWhichTheyAsked() throws Exception {
		List<Future<?>> writers = new ArrayList<>();
		try (Connection holder = this.dataSource.getConnection()) {
			holder.setAutoCommit(false);
			run(holder, "DELETE FROM note");
			for (int i = 0; i < 20; i++) {
				int number = i;
				writers.add(this.threads.submit(() -> {
					run("INSERT INTO note (text) VALUES ('" + number + "')");
					return null;
				}));
				await().until(() -> this.backend.lane().waiting() == number + 1);
			}
			holder.commit();
		}
		for (Future<?> writer : writers) {
			writer.get();
		}
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(query(connection, "SELECT count(*) FROM note WHERE id = text + 1")).isEqualTo(20);
		}
	}

	@Test
	void incrementsOfManyThreadsAddUp() throws Exception {
		run("INSERT INTO note (id, text) VALUES (1, 0)");
		List<Future<?>> writers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			writers.add(this.threads.submit(() -> {
				for (int n = 0; n < 25; n++) {
					run("UPDATE note SET text = text + 1");
					assertThat(count()).isOne();
				}
				return null;
			}));
		}
		for (Future<?> writer : writers) {
			writer.get(60, TimeUnit.SECONDS);
		}
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(query(connection, "SELECT text FROM note")).isEqualTo(200);
		}
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void whoWaitsForTheWriterKeepsNoReader() throws Exception {
		try (Connection holder = this.dataSource.getConnection()) {
			holder.setAutoCommit(false);
			run(holder, "DELETE FROM note");
			List<Future<?>> waiting = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				int number = i;
				waiting.add(this.threads.submit(() -> {
					try (Connection connection = this.dataSource.getConnection()) {
						query(connection, "SELECT count(*) FROM note");
						run(connection, "INSERT INTO note (text) VALUES ('" + number + "')");
					}
					return null;
				}));
			}
			await().until(() -> this.backend.lane().waiting() == 4);
			assertThat(count()).isZero();
			holder.commit();
			for (Future<?> writer : waiting) {
				writer.get();
			}
		}
		assertThat(count()).isEqualTo(4);
	}

	@Test
	void aDirectUserOfTheWriterPoolThatWaitsForTheLaneEndsInAClearError() throws Exception {
		CountDownLatch borrowed = new CountDownLatch(1);
		CountDownLatch inLane = new CountDownLatch(1);
		Future<?> direct = this.threads.submit(() -> {
			try (Connection connection = this.writers.getConnection()) {
				borrowed.countDown();
				inLane.await();
				run(connection, "INSERT INTO note (text) VALUES ('direct')");
			}
			return null;
		});
		borrowed.await();
		Future<?> routed = this.threads.submit(() -> {
			run("INSERT INTO note (text) VALUES ('routed')");
			return null;
		});
		await().until(() -> this.backend.lane().current() != null);
		inLane.countDown();
		assertThatThrownBy(routed::get).hasCauseInstanceOf(SQLTransientConnectionException.class)
			.hasMessageContaining("uses the writer pool directly");
		direct.get();
		assertThat(count()).isOne();
	}

	@Test
	void aTransactionThatHoldsTheLaneTooLongIsRolledBack() throws Exception {
		restart(Duration.ofSeconds(5), Duration.ofMillis(100));
		run("INSERT INTO note (text) VALUES ('a'), ('b')");
		try (Connection connection = this.dataSource.getConnection(); Statement reading = connection.createStatement()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('c')");
			ResultSet rows = reading.executeQuery("SELECT text FROM note");
			rows.next();
			await().until(() -> this.backend.lane().current() == null);
			assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('d')"))
				.hasMessageContaining("frameline.write.max-duration");
			Future<?> other = this.threads.submit(() -> {
				run("INSERT INTO note (text) VALUES ('e')");
				return null;
			});
			other.get();
			connection.rollback();
		}
		assertThat(count()).isEqualTo(3);
	}

	@Test
	void aStatementThatRunsTooLongIsInterrupted() throws Exception {
		restart(Duration.ofSeconds(5), Duration.ofMillis(100));
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) WITH RECURSIVE n(x) AS"
					+ " (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n")).isInstanceOf(SQLException.class);
			connection.rollback();
		}
		run("INSERT INTO note (text) VALUES ('a')");
		assertThat(count()).isOne();
	}

}
