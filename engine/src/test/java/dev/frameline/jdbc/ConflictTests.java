package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a transaction that the log went on without. */
class ConflictTests extends RoutingTestSupport {

	private final AtomicInteger conflicts = new AtomicInteger();

	private final AtomicInteger caughtUp = new AtomicInteger();

	private volatile boolean reachable = true;

	private ReplicatedDataSource conflicting;

	@BeforeEach
	void decorate() throws SQLException {
		this.conflicting = new OtherBackend(this.backend, this.backend.guard(), new ConflictingPath())
			.dataSource(new RoutingSettings(Duration.ofSeconds(1), Duration.ofSeconds(5),
					RoutingSettings.Begin.IMMEDIATE));
	}

	@Test
	void aStatementOutsideATransactionIsCaughtUpAndRunAgain() throws SQLException {
		this.conflicts.set(3);
		try (Connection connection = this.conflicting.getConnection();
				PreparedStatement insert = connection
					.prepareStatement("INSERT INTO note (text) VALUES (?) RETURNING id, text")) {
			insert.setString(1, "a");
			try (ResultSet rows = insert.executeQuery()) {
				rows.next();
				assertThat(rows.getString("text")).isEqualTo("a");
			}
		}
		assertThat(this.caughtUp).hasValue(3);
		assertThat(count()).isOne();
	}

	@Test
	void aBatchOutsideATransactionIsRunAgainAsAWhole() throws SQLException {
		this.conflicts.set(1);
		try (Connection connection = this.conflicting.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
			for (String text : new String[] { "a", "b", "c" }) {
				insert.setString(1, text);
				insert.addBatch();
			}
			assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
		}
		assertThat(this.caughtUp).hasValue(1);
		assertThat(count()).isEqualTo(3);
	}

	@Test
	void aTransactionSurfacesTheConflict() throws SQLException {
		this.conflicts.set(1);
		try (Connection connection = this.conflicting.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class)
				.satisfies((ex) -> assertThat(((SQLException) ex).getSQLState()).isEqualTo("40001"));
			assertThat(this.backend.lane().current()).isNull();
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			connection.commit();
		}
		assertThat(this.caughtUp).hasValue(0);
		assertThat(count()).isOne();
	}

	@Test
	void aNodeThatCannotCatchUpGivesUp() throws SQLException {
		this.conflicts.set(2);
		this.reachable = false;
		try (Connection connection = this.conflicting.getConnection()) {
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('a')"))
				.isInstanceOf(SQLTransactionRollbackException.class);
		}
		assertThat(this.caughtUp).hasValue(1);
		assertThat(count()).isZero();
	}

	/** The node's own path, with a log that refuses the next commits. */
	private final class ConflictingPath implements WritePath {

		private final WritePath path = ConflictTests.this.backend.writes();

		@Override
		public Transaction begin(String holder) throws SQLException {
			return begin(holder, Map.of());
		}

		@Override
		public Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
			Transaction transaction = this.path.begin(holder, pragmas);
			return new Transaction() {

				@Override
				public boolean isOpen() {
					return transaction.isOpen();
				}

				@Override
				public void commit() throws SQLException {
					if (ConflictTests.this.conflicts.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
						transaction.rollback();
						throw new SQLTransactionRollbackException("the log went on", "40001");
					}
					transaction.commit();
				}

				@Override
				public void commitAndStay() throws SQLException {
					transaction.commitAndStay();
				}

				@Override
				public void rollbackAndStay() throws SQLException {
					transaction.rollbackAndStay();
				}

				@Override
				public void dropTempAtEnd() {
					transaction.dropTempAtEnd();
				}

				@Override
				public void rollback() throws SQLException {
					transaction.rollback();
				}

			};
		}

		@Override
		public boolean heldByCurrentThread() {
			return this.path.heldByCurrentThread();
		}

		@Override
		public Connection connection() {
			return this.path.connection();
		}

		@Override
		public boolean catchUp(long nanos) {
			ConflictTests.this.caughtUp.incrementAndGet();
			return ConflictTests.this.reachable;
		}

	}

}
