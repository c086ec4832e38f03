package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What ends a statement that would not end by itself: its query timeout, and {@code cancel()}. */
class TimeoutTests extends RoutingTestSupport {

	private static final String ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) ";

	private static final String ENDLESS_READ = ENDLESS + "SELECT count(*) FROM n";

	private static final String ENDLESS_WRITE = "INSERT INTO note (text) " + ENDLESS + "SELECT x FROM n";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void aReadThatTakesTooLongIsInterrupted() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement endless = connection.prepareStatement(ENDLESS_READ)) {
			endless.setQueryTimeout(1);
			assertThatThrownBy(endless::executeQuery).isInstanceOf(SQLTimeoutException.class)
				.hasMessageStartingWith("Database 'test'")
				.hasMessageContaining("1 s");
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
		}
	}

	@Test
	void aRowThatIsLongInComingIsInterrupted() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement endless = connection.prepareStatement(ENDLESS + "SELECT x FROM n WHERE x IN (1, -1)")) {
			endless.setQueryTimeout(1);
			try (ResultSet rows = endless.executeQuery()) {
				assertThat(rows.next()).isTrue();
				assertThatThrownBy(rows::next).isInstanceOf(SQLTimeoutException.class);
			}
			assertThat(endless.executeQuery().next()).isTrue();
		}
	}

	@Test
	void aWriteThatTakesTooLongIsInterruptedAndUndone() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement endless = connection.createStatement()) {
			endless.setQueryTimeout(1);
			assertThatThrownBy(() -> endless.executeUpdate(ENDLESS_WRITE)).isInstanceOf(SQLTimeoutException.class);
			assertThat(this.backend.lane().current()).isNull();
			run(connection, "INSERT INTO note (text) VALUES ('a')");
		}
		assertThat(count()).isOne();
	}

	@Test
	void aWriteThatTakesTooLongEndsItsTransaction() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement endless = connection.createStatement()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			endless.setQueryTimeout(1);
			assertThatThrownBy(() -> endless.executeUpdate(ENDLESS_WRITE)).isInstanceOf(SQLTimeoutException.class);
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('b')"))
				.hasMessageContaining("timed out")
				.hasMessageContaining("Call rollback()");
			connection.rollback();
			run(connection, "INSERT INTO note (text) VALUES ('c')");
			connection.commit();
		}
		assertThat(count()).isOne();
	}

	@Test
	void aTimeoutThatIsNotReachedLeavesNothingBehind() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(60);
			assertThat(statement.executeUpdate("INSERT INTO note (text) VALUES ('a'), ('b')")).isEqualTo(2);
			try (ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
				assertThat(rows.next() && rows.next()).isTrue();
				assertThat(rows.next()).isFalse();
			}
		}
	}

	@Test
	void aReadCanBeCancelledFromAnotherThread() throws Exception {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			cancelled(statement, () -> statement.executeQuery(ENDLESS_READ));
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
		}
	}

	@Test
	void aWriteCanBeCancelledFromAnotherThread() throws Exception {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			cancelled(statement, () -> statement.executeUpdate(ENDLESS_WRITE));
			assertThat(this.backend.lane().current()).isNull();
			run(connection, "INSERT INTO note (text) VALUES ('a')");
		}
		assertThat(count()).isOne();
	}

	@Test
	void whatRunsNothingIsNotCancelled() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("VALUES (1), (2)")) {
			statement.cancel();
			assertThat(rows.next() && rows.next()).isTrue();
			statement.cancel();
			assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
		}
	}

	private void cancelled(Statement statement, Running.Step<?> call) {
		Future<?> running = this.threads.submit(call::run);
		await().until(() -> {
			statement.cancel();
			return running.isDone();
		});
		assertThatThrownBy(running::get).cause()
			.isInstanceOfSatisfying(SQLException.class, (ex) -> assertThat(Failures.isInterrupt(ex)).isTrue());
	}

}
