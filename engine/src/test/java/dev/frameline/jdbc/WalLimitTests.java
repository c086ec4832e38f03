package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.frameline.database.WalLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What writers see when the WAL has reached its limit and a reader keeps it from being emptied. */
class WalLimitTests extends RoutingTestSupport {

	private static final long MAX_SIZE = 256 << 10;

	private static final String INSERT = "INSERT INTO note (text) VALUES (hex(randomblob(10000)))";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void aWriterThatWaitsInVainIsToldWhoHoldsTheSnapshot() throws SQLException {
		restart(Duration.ofMillis(200), new WalLimits(MAX_SIZE, Duration.ofMinutes(10)));
		try (Connection reader = reading()) {
			assertThatThrownBy(this::overflow).isInstanceOf(SQLException.class)
				.hasMessageContaining("(frameline.write.acquire-timeout)")
				.hasMessageContaining("'the emptying of the write-ahead log, which the snapshot of '"
						+ Thread.currentThread().getName() + ", connection ")
				.hasMessageContaining("keeps from it' has held it for")
				.extracting((ex) -> ((SQLException) ex).getSQLState())
				.isEqualTo("HYT00");
			assertThat(query(reader, "SELECT count(*) FROM note")).isZero();
			reader.commit();
		}
		await().until(() -> this.backend.lane().current() == null);
		overflow();
	}

	@Test
	void aWriterGoesOnAsSoonAsTheReaderHasGone() throws Exception {
		restart(Duration.ofMinutes(1), new WalLimits(MAX_SIZE, Duration.ofMinutes(10)));
		Future<?> writing;
		try (Connection reader = reading()) {
			writing = this.threads.submit(() -> {
				overflow();
				return null;
			});
			await().until(() -> this.backend.lane().waiting() == 1);
			assertThat(query(reader, "SELECT count(*) FROM note")).isZero();
			reader.commit();
		}
		writing.get();
		assertThat(count()).isPositive();
	}

	/** It writes one transaction after the other in the same turn, which the lane cannot come between. */
	@Test
	void whoIsPinnedToTheWriterWaitsInItsTurn() throws Exception {
		restart(Duration.ofMinutes(1), new WalLimits(MAX_SIZE, Duration.ofMillis(1)));
		try (Connection reader = reading(); Connection pinned = this.dataSource.getConnection()) {
			run(pinned, "CREATE TEMP TABLE t (a)");
			for (int i = 0; i < 2 * MAX_SIZE / 20_000; i++) {
				run(pinned, INSERT);
				assertThat(this.directory.resolve("app.db-wal").toFile().length()).isLessThan(MAX_SIZE + 20 * 4120);
			}
			run(pinned, "INSERT INTO t VALUES (1)");
			assertThat(query(pinned, "SELECT count(*) FROM t")).isOne();
			assertThatThrownBy(() -> query(reader, "SELECT count(*) FROM note")).hasMessageContaining("was ended");
			reader.rollback();
		}
	}

	@Test
	void whoIsPinnedToTheWriterWaitsNoLongerThanOthers() throws SQLException {
		restart(Duration.ofMillis(200), new WalLimits(MAX_SIZE, Duration.ofMinutes(10)));
		try (Connection reader = reading(); Connection pinned = this.dataSource.getConnection()) {
			run(pinned, "CREATE TEMP TABLE t (a)");
			assertThatThrownBy(() -> {
				for (int i = 0; i < 2 * MAX_SIZE / 20_000; i++) {
					run(pinned, INSERT);
				}
			}).hasMessageContaining("(frameline.write.acquire-timeout) for the writer in vain");
			assertThat(query(reader, "SELECT count(*) FROM note")).isZero();
		}
		await().until(() -> this.backend.lane().current() == null);
		overflow();
	}

	/** Its own snapshot would be in the way, and nobody could write before it was ended. */
	@Test
	void aDeferredTransactionDoesNotWaitForItself() throws Exception {
		restart(Duration.ofMinutes(1), new WalLimits(MAX_SIZE, Duration.ofMinutes(10)));
		startDeferred();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			try (Connection reader = reading()) {
				while (this.backend.lane().current() == null) {
					run(INSERT);
				}
				assertThat(query(connection, "SELECT count(*) FROM note")).isPositive();
				reader.commit();
			}
			run(connection, "UPDATE note SET text = 'first' WHERE id = 1");
			connection.commit();
		}
		assertThat(this.directory.resolve("app.db-wal").toFile().length()).isLessThan(MAX_SIZE);
	}

	private Connection reading() throws SQLException {
		Connection reader = this.dataSource.getConnection();
		reader.setReadOnly(true);
		reader.setAutoCommit(false);
		assertThat(query(reader, "SELECT count(*) FROM note")).isZero();
		return reader;
	}

	private void overflow() throws SQLException {
		for (int i = 0; i < 2 * MAX_SIZE / 20_000; i++) {
			run(INSERT);
			assertThat(this.directory.resolve("app.db-wal").toFile().length()).isLessThan(MAX_SIZE + 20 * 4120);
		}
	}

}
