package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StatementTests extends RoutingTestSupport {

	@Test
	void closingIsIdempotentAndUseAfterItThrows() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		Statement statement = connection.createStatement();
		PreparedStatement prepared = connection.prepareStatement("SELECT 1");
		ResultSet rows = statement.executeQuery("SELECT 1");
		statement.close();
		statement.close();
		assertThat(rows.isClosed()).isTrue();
		assertThatThrownBy(rows::next).hasMessageContaining("closed");
		assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).hasMessageContaining("closed");
		connection.close();
		connection.close();
		assertThat(connection.isClosed()).isTrue();
		assertThat(connection.isValid(0)).isFalse();
		assertThat(prepared.isClosed()).isTrue();
		assertThatThrownBy(connection::createStatement).hasMessageContaining("closed");
		assertThatThrownBy(connection::getAutoCommit).hasMessageContaining("closed");
		assertThatThrownBy(prepared::executeQuery).hasMessageContaining("closed");
	}

	@Test
	void anExecutionClosesTheRowsOfTheOneBefore() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			ResultSet first = statement.executeQuery("SELECT 1");
			ResultSet second = statement.executeQuery("SELECT 2");
			assertThat(first.isClosed()).isTrue();
			assertThat(second.next()).isTrue();
		}
	}

	@Test
	void resultsAreAskedForInTurn() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement()) {
			assertThat(statement.execute("INSERT INTO note (text) VALUES ('a'), ('b')")).isFalse();
			assertThat(statement.getUpdateCount()).isEqualTo(2);
			assertThat((Object) statement.getResultSet()).isNull();
			assertThat(statement.getMoreResults()).isFalse();
			assertThat(statement.getUpdateCount()).isEqualTo(-1);
			assertThat(statement.execute("SELECT text FROM note")).isTrue();
			assertThat(statement.getUpdateCount()).isEqualTo(-1);
			assertThat(statement.getResultSet().next()).isTrue();
		}
	}

	@Test
	void settingsReachTheDriver() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a'), ('b'), ('c')");
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement("SELECT text FROM note")) {
			statement.setMaxRows(2);
			statement.setFetchSize(1);
			statement.setQueryTimeout(3);
			int rows = 0;
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					rows++;
				}
			}
			assertThat(rows).isEqualTo(2);
			assertThat(statement.getQueryTimeout()).isEqualTo(3);
			statement.setMaxRows(0);
			try (ResultSet result = statement.executeQuery()) {
				rows = 0;
				while (result.next()) {
					rows++;
				}
			}
			assertThat(rows).isEqualTo(3);
		}
	}

	@Test
	void parametersAreConvertedByTheDriver() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT ?, ?, ?, ?, ?")) {
			select.setNull(1, Types.VARCHAR);
			select.setObject(2, 3L);
			select.setTimestamp(3, new Timestamp(1234));
			select.setBytes(4, new byte[] { 1, 2 });
			select.setBoolean(5, true);
			try (ResultSet rows = select.executeQuery()) {
				rows.next();
				assertThat(rows.getObject(1)).isNull();
				assertThat(rows.getLong(2)).isEqualTo(3);
				assertThat(rows.getTimestamp(3)).isEqualTo(new Timestamp(1234));
				assertThat(rows.getBytes(4)).containsExactly(1, 2);
				assertThat(rows.getBoolean(5)).isTrue();
			}
		}
	}

	@Test
	void aPreparedStatementDescribesItselfWithoutBeingRun() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection
					.prepareStatement("INSERT INTO note (id, text) VALUES (?, ?) RETURNING id AS number")) {
			ParameterMetaData parameters = insert.getParameterMetaData();
			assertThat(parameters.getParameterType(1)).isEqualTo(Types.VARCHAR);
			assertThat(this.readers.borrowed()).isZero();
			assertThat(parameters.getParameterCount()).isEqualTo(2);
			assertThat(insert.getMetaData().getColumnLabel(1)).isEqualTo("number");
			assertThat(insert.getMetaData().getColumnCount()).isOne();
			assertThat(this.writers.borrowed()).isZero();
		}
		assertThat(count()).isZero();
	}

	@Test
	void aPreparedStatementIsOneStatement() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> connection.prepareStatement("SELECT 1; COMMIT")).isInstanceOf(SQLException.class)
				.hasMessageContaining("one statement");
			assertThat(connection.prepareStatement("SELECT 1; -- all").executeQuery().next()).isTrue();
		}
	}

	@Test
	void anInvalidStatementFailsAsSqliteSays() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> run(connection, "SELEC 1")).hasMessageContaining("syntax error");
			assertThatThrownBy(() -> query(connection, "SELECT * FROM missing")).hasMessageContaining("no such table");
			assertThatThrownBy(() -> query(connection, "SELECT")).isInstanceOf(SQLException.class);
		}
		assertThat(this.writers.borrowed()).isZero();
	}

	@Test
	void whatSqliteHasNotIsUnsupported() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> connection.prepareCall("x")).isInstanceOf(SQLFeatureNotSupportedException.class);
			assertThatThrownBy(connection::createBlob).isInstanceOf(SQLFeatureNotSupportedException.class);
			assertThatThrownBy(() -> connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE,
					ResultSet.CONCUR_READ_ONLY))
				.isInstanceOf(SQLFeatureNotSupportedException.class);
		}
	}

	@Test
	void detachedRowsKeepTypesAndDuplicateNames() throws SQLException {
		run("CREATE TABLE kinds (i INTEGER, r REAL, t VARCHAR(10), b BLOB, n)");
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("INSERT INTO kinds VALUES (1, 2.5, '3', x'04', '5')"
						+ " RETURNING i, r, t, b, n, n AS i, NULL, '6' || ''")) {
			assertThat(rows.next()).isTrue();
			assertThat(rows.getObject(1)).isEqualTo(1);
			assertThat(rows.getObject(2)).isEqualTo(2.5);
			assertThat(rows.getObject(3)).isEqualTo("3");
			assertThat(rows.getBytes(4)).containsExactly(4);
			assertThat(rows.getObject(5)).isEqualTo("5");
			assertThat(rows.getMetaData().getColumnLabel(6)).isEqualTo("i");
			assertThat(rows.getObject(7)).isNull();
			assertThat(rows.getObject(8)).isEqualTo("6");
			assertThat(rows.getMetaData().getColumnType(3)).isEqualTo(Types.VARCHAR);
		}
	}

}
