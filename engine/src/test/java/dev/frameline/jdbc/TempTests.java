package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** TEMP objects pin their connection to the writer and its lane. */
class TempTests extends RoutingTestSupport {

	@Test
	void temporaryObjectsOutliveTransactionsAndEndWithTheirConnection() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			run(connection, "INSERT INTO t VALUES (1), (2)");
			assertThat(this.backend.lane().current()).isNotNull();
			assertThat(query(connection, "SELECT count(*) FROM t")).isEqualTo(2);
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) SELECT a FROM t");
			connection.commit();
			run(connection, "INSERT INTO t VALUES (3)");
			connection.rollback();
			connection.setAutoCommit(true);
			assertThat(query(connection, "SELECT count(*) FROM t")).isEqualTo(2);
			assertThat(count()).isEqualTo(2);
		}
		assertThat(this.backend.lane().current()).isNull();
		assertThat(this.writers.idle()).isOne();
		assertNoTemporaryObjects();
	}

	@Test
	void atTheWriterPoolTheyEndWithTheirTransaction() throws SQLException {
		try (Connection connection = this.writers.getConnection()) {
			assertThatThrownBy(() -> run(connection, "CREATE TEMP TABLE t (a)")).hasMessageContaining("refused")
				.hasMessageContaining("outside a transaction");
			connection.setAutoCommit(false);
			run(connection, "CREATE TEMP TABLE t (a)");
			run(connection, "INSERT INTO t VALUES (1)");
			run(connection, "INSERT INTO note (text) SELECT 'a' FROM t");
			connection.commit();
			assertThat(this.backend.lane().current()).isNull();
			assertThatThrownBy(() -> query(connection, "SELECT count(*) FROM t")).isInstanceOf(SQLException.class)
				.hasMessageContaining("no such table");
			connection.rollback();
		}
		assertThat(count()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "CREATE TEMP TABLE t (a)", "create table if not exists \"temp\".t (a)",
			"CREATE TEMPORARY VIEW v AS SELECT 1", "CREATE TEMP TRIGGER g AFTER INSERT ON note BEGIN SELECT 1; END" })
	void allKindsOfTemporaryObjectsPinAndAreDropped(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, sql);
			assertThat(query(connection, "SELECT count(*) FROM sqlite_temp_schema")).isOne();
			assertThat(this.backend.lane().current()).isNotNull();
		}
		assertNoTemporaryObjects();
	}

	@Test
	void oneThatFailsPinsNothing() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> run(connection, "DROP TABLE temp.t")).hasMessageContaining("no such table");
			assertThat(this.backend.lane().current()).isNull();
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
		}
	}

	@Test
	void aPinnedConnectionReadsRowsThatOutliveTheirTransaction() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)");
					PreparedStatement select = connection.prepareStatement("SELECT a FROM t ORDER BY a")) {
				for (int i = 0; i < 3; i++) {
					insert.setInt(1, i);
					insert.executeUpdate();
				}
				try (ResultSet rows = select.executeQuery()) {
					for (int i = 0; i < 3; i++) {
						assertThat(rows.next()).isTrue();
						assertThat(rows.getInt(1)).isEqualTo(i);
						insert.setInt(1, 10 + i);
						insert.executeUpdate();
					}
					assertThat(rows.next()).isFalse();
				}
			}
			assertThat(query(connection, "SELECT count(*) FROM t")).isEqualTo(6);
		}
	}

	@Test
	void whatAPinnedConnectionCannotDoIsRefused() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			assertThatThrownBy(() -> run(connection, "VACUUM")).hasMessageContaining("VACUUM is refused");
			assertThatThrownBy(() -> run(connection, "PRAGMA foreign_keys = OFF")).hasMessageContaining("TEMP objects");
			assertThatThrownBy(() -> connection.setReadOnly(true)).hasMessageContaining("cannot become read-only");
			assertThatThrownBy(() -> run("DELETE FROM note")).hasMessageContaining("REQUIRES_NEW");
		}
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setReadOnly(true);
			assertThatThrownBy(() -> run(connection, "CREATE TEMP TABLE t (a)")).hasMessageContaining("read-only");
		}
	}

	@Test
	void aStatementThatFailsLeavesThePin() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a')");
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			run(connection, "INSERT INTO t VALUES (1)");
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('a')"))
				.hasMessageContaining("UNIQUE");
			assertThatThrownBy(() -> run(connection, "INSERT OR ROLLBACK INTO note (text) VALUES ('a')"))
				.hasMessageContaining("UNIQUE");
			assertThat(query(connection, "SELECT count(*) FROM t")).isOne();
			connection.setAutoCommit(false);
			assertThatThrownBy(() -> run(connection, "INSERT OR ROLLBACK INTO note (text) VALUES ('a')"))
				.hasMessageContaining("UNIQUE");
			assertThatThrownBy(() -> query(connection, "SELECT count(*) FROM t")).hasMessageContaining("rollback()");
			connection.rollback();
			assertThat(query(connection, "SELECT count(*) FROM t")).isOne();
			connection.commit();
		}
	}

	/** Its TEMP table hides a table of the same name; without it, the statements would mean that one. */
	@Test
	void aPinThatLastsTooLongIsLostForGood() throws Exception {
		restart(Duration.ofSeconds(5), Duration.ofMillis(300));
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "CREATE TEMP TABLE note (id, text)");
			run(connection, "INSERT INTO note (text) VALUES ('temporary')");
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('temporary, too')");
			await().until(() -> this.backend.lane().current() == null);
			assertThat(this.writers.idle()).isOne();
			for (int i = 0; i < 2; i++) {
				assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('permanent')"))
					.isInstanceOf(SQLNonTransientConnectionException.class)
					.hasMessageStartingWith("Database 'test'")
					.hasMessageContaining("frameline.write.max-duration");
				connection.rollback();
			}
			connection.setAutoCommit(true);
			assertThatThrownBy(() -> query(connection, "SELECT count(*) FROM note"))
				.isInstanceOf(SQLNonTransientConnectionException.class);
			assertThat(count()).isZero();
		}
		assertNoTemporaryObjects();
	}

	@Test
	void aDeferredTransactionIsPinnedWithItsMove() throws SQLException {
		startDeferred();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			run(connection, "CREATE TEMP TABLE t (a)");
			connection.commit();
			assertThat(this.readers.idle()).isEqualTo(4);
			assertThat(query(connection, "SELECT count(*) FROM t")).isZero();
			connection.rollback();
		}
		assertThat(this.backend.lane().current()).isNull();
	}

	private void assertNoTemporaryObjects() throws SQLException {
		try (Connection connection = this.writers.getConnection()) {
			assertThat(query(connection, "SELECT count(*) FROM sqlite_temp_schema")).isZero();
		}
	}

}
