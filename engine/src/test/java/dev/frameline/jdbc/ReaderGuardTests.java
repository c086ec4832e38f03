package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.database.Guard;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a guard may do to a reader's step: run it, undo it, and run it again. */
class ReaderGuardTests extends RoutingTestSupport {

	private final AtomicInteger steps = new AtomicInteger();

	@Test
	void aStepCanBeUndoneAndRepeated() throws SQLException {
		ReplicatedDataSource dataSource = repeating();
		run("INSERT INTO note (text) VALUES ('a'), ('b')");
		try (Connection connection = dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT text FROM note WHERE id > ?")) {
			for (int after = 0; after < 2; after++) {
				select.setInt(1, after);
				try (ResultSet rows = select.executeQuery()) {
					int count = 0;
					while (rows.next()) {
						count++;
					}
					assertThat(count).isEqualTo(2 - after);
				}
			}
			assertThat(query(connection, "SELECT count(*) FROM note")).isEqualTo(2);
		}
		assertThat(this.steps).hasValue(3);
	}

	@Test
	void aReadTransactionIsGuardedAtItsBeginAlone() throws SQLException {
		ReplicatedDataSource dataSource = repeating();
		try (Connection connection = dataSource.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			for (int i = 0; i < 5; i++) {
				assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			}
			assertThat(connection.getMetaData().getTables(null, null, "note", null).next()).isTrue();
			connection.commit();
			assertThat(this.steps).hasValue(1);
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			connection.commit();
		}
		assertThat(this.steps).hasValue(2);
	}

	@Test
	void aStatementThatMovesToTheWriterWasTriedInsideAStep() throws SQLException {
		ReplicatedDataSource dataSource = repeating();
		try (Connection connection = dataSource.getConnection()) {
			run(connection, "INSERT INTO note (text) VALUES ('a')");
		}
		assertThat(this.steps).hasValue(1);
		assertThat(count()).isOne();
	}

	@Test
	void aPreparedStatementThatWritesCanBeTriedAgainInsideAStep() throws SQLException {
		ReplicatedDataSource dataSource = repeating();
		try (Connection connection = dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
			insert.setString(1, "a");
			assertThat(insert.executeUpdate()).isOne();
		}
		assertThat(this.steps).hasValue(1);
		assertThat(count()).isOne();
	}

	private ReplicatedDataSource repeating() throws SQLException {
		return new OtherBackend(this.backend, new RepeatingGuard(), this.backend.writes()).dataSource();
	}

	/** Believes nothing the first time. */
	private final class RepeatingGuard implements Guard {

		@Override
		public <T> T begin(Connection connection, Step<T> step) throws SQLException {
			ReaderGuardTests.this.steps.incrementAndGet();
			try {
				step.undo(step.run());
			}
			catch (SQLException ex) {
				return step.run();
			}
			return step.run();
		}

		@Override
		public Object visible() {
			return ReaderGuardTests.this.backend.guard().visible();
		}

	}

}
