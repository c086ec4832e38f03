package dev.frameline.jdbc;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransactionTests extends RoutingTestSupport {

	@ParameterizedTest
	@ValueSource(strings = { "COMMIT", "END", "commit transaction", "/* x */ COMMIT", "RELEASE outer" })
	void aTransactionOfSqlTextIsCommittedThroughTheWritePath(String end) throws SQLException {
		for (DataSource source : new DataSource[] { this.dataSource, this.writers }) {
			try (Connection connection = source.getConnection()) {
				run(connection, "DELETE FROM note");
				run(connection, end.startsWith("RELEASE") ? "SAVEPOINT outer" : "BEGIN");
				run(connection, "INSERT INTO note (text) VALUES ('a')");
				assertThat(this.backend.lane().current()).isNotNull();
				assertThat(count()).isZero();
				Object before = this.backend.guard().visible();
				run(connection, end);
				assertThat(this.backend.lane().current()).isNull();
				assertThat(this.backend.guard().visible()).isNotSameAs(before);
				assertThat(connection.getAutoCommit()).isTrue();
			}
			assertThat(count()).isOne();
		}
	}

	@Test
	void aScriptCannotSmuggleACommit() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			assertThat(statement.executeUpdate("INSERT INTO note (text) VALUES ('a;b'); -- ; COMMIT\n"
					+ "INSERT INTO note (text) VALUES ('c'); COMMIT; INSERT INTO note (text) VALUES ('d')"))
				.isEqualTo(3);
			assertThat(this.backend.lane().current()).isNotNull();
			connection.rollback();
		}
		assertThat(count()).isEqualTo(2);
		assertThat(this.backend.lane().current()).isNull();
	}

	@Test
	void aTriggersBodyIsOneStatement() throws SQLException {
		run("CREATE TRIGGER copy AFTER INSERT ON note WHEN new.text NOT LIKE 'copy%' BEGIN"
				+ " INSERT INTO note (text) VALUES ('copy ' || CASE WHEN new.text = 'a' THEN 'A' ELSE 'x' END);"
				+ " UPDATE note SET text = text; END; INSERT INTO note (text) VALUES ('a')");
		assertThat(count()).isEqualTo(2);
	}

	@Test
	void aTransactionIsSeenAfterItsCommitAndNotBefore() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			assertThat(query(connection, "SELECT count(*) FROM note")).isOne();
			assertThat(count()).isZero();
			connection.commit();
			assertThat(count()).isOne();
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			connection.rollback();
			run(connection, "INSERT INTO note (text) VALUES ('c')");
			connection.setAutoCommit(true);
			assertThat(count()).isEqualTo(2);
		}
	}

	@Test
	void closingRollsBack() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
		}
		assertThat(count()).isZero();
		assertThat(this.backend.lane().current()).isNull();
		assertThat(this.writers.idle()).isOne();
	}

	@Test
	void savepointsNest() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			Savepoint outer = connection.setSavepoint();
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			Savepoint inner = connection.setSavepoint("inner \"quoted\"");
			run(connection, "INSERT INTO note (text) VALUES ('c')");
			connection.rollback(inner);
			connection.releaseSavepoint(inner);
			assertThat(query(connection, "SELECT count(*) FROM note")).isEqualTo(2);
			connection.rollback(outer);
			connection.releaseSavepoint(outer);
			connection.commit();
		}
		assertThat(count()).isOne();
	}

	@Test
	void anUnknownSavepointIsRefusedAndNothingBegins() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> run(connection, "RELEASE missing")).hasMessageContaining("no such savepoint");
			assertThatThrownBy(() -> run(connection, "COMMIT")).hasMessageContaining("no transaction is active");
			assertThat(this.backend.lane().current()).isNull();
		}
	}

	@Test
	void clearedParametersAreNull() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT ?1")) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			select.setString(1, "a");
			select.executeQuery().close();
			select.clearParameters();
			try (ResultSet rows = select.executeQuery()) {
				rows.next();
				assertThat(rows.getObject(1)).isNull();
			}
		}
	}

	@Test
	void afterSqliteHasRolledBackByItselfNothingRunsUntilRollback() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a')");
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			assertThatThrownBy(() -> run(connection, "INSERT OR ROLLBACK INTO note (text) VALUES ('a')"))
				.hasMessageContaining("UNIQUE");
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('c')"))
				.isInstanceOf(SQLTransactionRollbackException.class)
				.hasMessageContaining("rolled back already")
				.hasMessageContaining("UNIQUE");
			assertThatThrownBy(() -> query(connection, "SELECT 1")).hasMessageContaining("Call rollback()");
			connection.rollback();
			run(connection, "INSERT INTO note (text) VALUES ('d')");
			connection.commit();
		}
		assertThat(count()).isEqualTo(2);
	}

	@Test
	void aCommitAfterSqliteHasRolledBackFailsAndFreesTheLane() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a')");
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			assertThatThrownBy(() -> run(connection, "INSERT OR ROLLBACK INTO note (text) VALUES ('a')"))
				.hasMessageContaining("UNIQUE");
			assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class);
			assertThat(this.backend.lane().current()).isNull();
		}
	}

	@Test
	void aCommitThatADeferredKeyRefusesCanBeMended() throws SQLException {
		run("CREATE TABLE child (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)");
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO child VALUES (1)");
			assertThatThrownBy(connection::commit).hasMessageContaining("FOREIGN KEY");
			run(connection, "INSERT INTO note (id, text) VALUES (1, 'a')");
			connection.commit();
		}
		assertThat(count()).isOne();
	}

	@Test
	void aBatchOutsideATransactionIsOneTransaction() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
			for (String text : new String[] { "a", "b" }) {
				insert.setString(1, text);
				insert.addBatch();
			}
			assertThat(insert.executeBatch()).containsExactly(1, 1);
			for (String text : new String[] { "c", "a" }) {
				insert.setString(1, text);
				insert.addBatch();
			}
			assertThatThrownBy(insert::executeBatch).isInstanceOf(BatchUpdateException.class)
				.hasMessageContaining("batch entry 1")
				.satisfies((ex) -> assertThat(((BatchUpdateException) ex).getUpdateCounts()).containsExactly(1));
		}
		assertThat(count()).isEqualTo(2);
	}

	@Test
	void aBatchOfTextTakesNoTransactionControl() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.addBatch("INSERT INTO note (text) VALUES ('a')");
			statement.addBatch("COMMIT");
			assertThatThrownBy(statement::executeBatch).hasMessageContaining("a batch takes statements that write");
			statement.addBatch("INSERT INTO note (text) VALUES ('a')");
			statement.addBatch("UPDATE note SET text = 'b'");
			assertThat(statement.executeBatch()).containsExactly(1, 1);
		}
	}

	@Test
	void statementsStayPreparedWithinATransaction() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
			for (int transaction = 0; transaction < 2; transaction++) {
				connection.setAutoCommit(false);
				for (int i = 0; i < 10; i++) {
					insert.setString(1, transaction + "/" + i);
					assertThat(insert.executeUpdate()).isOne();
				}
				connection.commit();
			}
		}
		assertThat(count()).isEqualTo(20);
	}

	@Test
	void rowsOfATransactionEndWithIt() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a'), ('b')");
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			run(connection, "DELETE FROM note WHERE text = 'x'");
			ResultSet rows = statement.executeQuery("SELECT text FROM note");
			rows.next();
			connection.commit();
			assertThatThrownBy(rows::next).hasMessageContaining("closed");
		}
	}

	@Test
	void aDeferredTransactionReadsOnAReaderAndMovesAtItsFirstWrite() throws SQLException {
		startDeferred();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			Savepoint savepoint = connection.setSavepoint();
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			assertThat(this.backend.lane().current()).isNull();
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			assertThat(this.backend.lane().current()).isNotNull();
			assertThat(query(connection, "SELECT count(*) FROM note")).isOne();
			connection.rollback(savepoint);
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			connection.commit();
		}
		assertThat(count()).isOne();
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void aDeferredTransactionWhoseSnapshotIsOldCannotMove() throws SQLException {
		startDeferred();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			query(connection, "SELECT count(*) FROM note");
			run("INSERT INTO note (text) VALUES ('other')");
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('a')"))
				.isInstanceOf(SQLTransactionRollbackException.class)
				.satisfies((ex) -> assertThat(((SQLException) ex).getSQLState()).isEqualTo("40001"));
			assertThat(this.backend.lane().current()).isNull();
			connection.rollback();
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			connection.commit();
		}
		assertThat(count()).isEqualTo(2);
	}

	/** It has given its snapshot up by then, and may have it again as long as nothing was written. */
	@Test
	void aDeferredTransactionThatDidNotGetTheLaneReadsOnUntilSomebodyElseHasWritten() throws SQLException {
		try (Connection busy = this.dataSource.getConnection()) {
			busy.setAutoCommit(false);
			run(busy, "INSERT INTO note (text) VALUES ('other')");
			startDeferred();
			try (Connection connection = this.dataSource.getConnection()) {
				connection.setAutoCommit(false);
				assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
				connection.setSavepoint("s");
				assertNoLane(connection);
				assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
				run(connection, "RELEASE s");
				assertNoLane(connection);
				busy.commit();
				assertThatThrownBy(() -> query(connection, "SELECT count(*) FROM note")).hasMessageContaining("Run it again");
				connection.rollback();
				run(connection, "INSERT INTO note (text) VALUES ('a')");
				connection.commit();
			}
		}
		assertThat(count()).isEqualTo(2);
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	private void assertNoLane(Connection connection) {
		assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('a')"))
			.hasMessageContaining("would wait for itself");
	}

	@Test
	void readOnlyIsDecidedBeforeTheFirstStatement() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			query(connection, "SELECT 1");
			assertThatThrownBy(() -> connection.setReadOnly(true)).hasMessageContaining("first statement");
			connection.rollback();
			connection.setReadOnly(true);
			assertThat(connection.isReadOnly()).isTrue();
		}
	}

}
