package dev.frameline.jdbc;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutingTests extends RoutingTestSupport {

	@Test
	void aConnectionThatRunsNothingBorrowsNothing() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(connection.getMetaData().getURL()).startsWith("jdbc:sqlite:").endsWith("app.db");
			assertThat(connection.getMetaData().isReadOnly()).isFalse();
			assertThat(connection.getAutoCommit()).isTrue();
			assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
			assertThat((Object) connection.getWarnings()).isNull();
			assertThat(connection.isValid(1)).isTrue();
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			connection.commit();
		}
		assertThat(this.readers.borrowed() + this.writers.borrowed()).isZero();
		assertThat(this.backend.readersOpened()).isZero();
	}

	@Test
	void metaDataBeforeReadOnlyDoesNotPinToTheWriter() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("SQLite");
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			connection.commit();
		}
		assertThat(this.writers.borrowed()).isZero();
		assertThat(this.readers.borrowed()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "INSERT INTO note (text) VALUES ('a')",
			"WITH t(x) AS (SELECT 'a') INSERT INTO note (text) SELECT x FROM t",
			"INSERT INTO note (text) VALUES ('a') RETURNING id", "CREATE TABLE t (a)", "/* why */ -- and\n DROP TABLE note",
			"VACUUM", "ANALYZE", "REINDEX", "UPDATE note SET text = 'b'", "DELETE FROM note", "PRAGMA user_version = 7",
			"REPLACE INTO note (id, text) VALUES (1, 'a')", "ALTER TABLE note ADD COLUMN more TEXT" })
	void whatWritesGoesToTheWriter(String sql) throws SQLException {
		Object before = this.backend.guard().visible();
		run(sql);
		assertThat(this.backend.guard().visible()).isNotSameAs(before);
		assertThat(this.backend.lane().current()).isNull();
		assertThat(this.writers.idle()).isOne();
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SELECT 1", "VALUES (1)", "WITH t(x) AS (SELECT 1) SELECT x FROM t",
			"EXPLAIN INSERT INTO note (text) VALUES ('a')", "PRAGMA user_version", "PRAGMA table_info(note)",
			"PRAGMA integrity_check", "PRAGMA journal_mode" })
	void whatReadsStaysOnAReader(String sql) throws SQLException {
		Object before = this.backend.guard().visible();
		run(sql);
		assertThat(this.backend.guard().visible()).isSameAs(before);
		assertThat(this.writers.borrowed()).isZero();
	}

	@Test
	void parametersAreKeptWhenAStatementMovesToTheWriter() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (id, text) VALUES (?, ?)")) {
			insert.setInt(1, 7);
			insert.setCharacterStream(2, new StringReader("seven"));
			assertThat(insert.executeUpdate()).isOne();
			insert.setInt(1, 8);
			insert.setString(2, "eight");
			assertThat(insert.executeUpdate()).isOne();
			assertThat(query(connection, "SELECT sum(id) FROM note WHERE text IN ('seven', 'eight')")).isEqualTo(15);
		}
	}

	@Test
	void whatWasSeenToWriteIsNotTriedOnAReaderAgain() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a')");
		int borrowed = this.readers.borrowed();
		assertThatThrownBy(() -> run("INSERT INTO note (text) VALUES ('a')")).isInstanceOf(SQLException.class)
			.hasMessageContaining("UNIQUE");
		assertThat(this.readers.borrowed()).isEqualTo(borrowed);
		run("CREATE TABLE t (a)");
		run("DELETE FROM note");
		run("INSERT INTO note (text) VALUES ('a')");
		assertThat(this.readers.borrowed()).isEqualTo(borrowed + 2);
	}

	@Test
	void rowsOfReturningAreReadAfterTheCommit() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement();
				ResultSet rows = statement
					.executeQuery("INSERT INTO note (text) VALUES ('a'), ('b') RETURNING id AS number, text")) {
			assertThat(this.backend.lane().current()).isNull();
			assertThat(count()).isEqualTo(2);
			assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("number");
			assertThat(rows.next()).isTrue();
			assertThat(rows.getLong("number")).isEqualTo(1);
			assertThat(rows.getString("text")).isEqualTo("a");
			assertThat(rows.next()).isTrue();
			assertThat(rows.getObject(2)).isEqualTo("b");
			assertThat(rows.next()).isFalse();
			assertThat(rows.getStatement()).isSameAs(statement);
		}
	}

	@Test
	void lastInsertRowidIsThatOfTheConnectionAndNotOfTheReader() throws SQLException {
		try (Connection first = this.dataSource.getConnection(); Connection second = this.dataSource.getConnection()) {
			assertThat(query(first, "SELECT last_insert_rowid()")).isZero();
			run(first, "INSERT INTO note (id, text) VALUES (7, 'a')");
			run(second, "INSERT INTO note (id, text) VALUES (8, 'b')");
			assertThat(query(first, "SELECT id FROM note WHERE rowid = last_insert_rowid()")).isEqualTo(7);
			assertThat(query(second, "SELECT last_insert_rowid()")).isEqualTo(8);
			first.setReadOnly(true);
			first.setAutoCommit(false);
			assertThat(query(first, "SELECT last_insert_rowid()")).isEqualTo(7);
			first.commit();
		}
		try (Connection later = this.dataSource.getConnection()) {
			assertThat(query(later, "SELECT last_insert_rowid()")).isZero();
		}
	}

	@Test
	void generatedKeysAreThoseOfTheStatement() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)",
						Statement.RETURN_GENERATED_KEYS)) {
			insert.setString(1, "a");
			insert.executeUpdate();
			run("INSERT INTO note (id, text) VALUES (100, 'other')");
			try (ResultSet keys = insert.getGeneratedKeys()) {
				assertThat(keys.next()).isTrue();
				assertThat(keys.getLong(1)).isOne();
				assertThat(keys.next()).isFalse();
			}
		}
	}

	@Test
	void ownWritesAreSeenWhileOlderRowsAreStillBeingRead() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a'), ('b'), ('c')");
		try (Connection connection = this.dataSource.getConnection(); Statement reading = connection.createStatement();
				ResultSet rows = reading.executeQuery("SELECT text FROM note ORDER BY id")) {
			rows.next();
			run(connection, "INSERT INTO note (text) VALUES ('d')");
			assertThat(query(connection, "SELECT count(*) FROM note")).isEqualTo(4);
			rows.next();
			assertThat(rows.getString(1)).isEqualTo("b");
		}
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void aWriteInAReadOnlyTransactionIsRefusedWithASentence() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			query(connection, "SELECT count(*) FROM note");
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('a')"))
				.isInstanceOf(SQLException.class)
				.hasMessageStartingWith("Database 'test'")
				.hasMessageContaining("@Transactional(readOnly = true)");
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			connection.commit();
		}
		assertThat(count()).isZero();
	}

	@Test
	void aReadOnlyTransactionStaysOnItsSnapshot() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			run("INSERT INTO note (text) VALUES ('a')");
			assertThat(query(connection, "SELECT count(*) FROM note")).isZero();
			connection.commit();
			assertThat(query(connection, "SELECT count(*) FROM note")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ATTACH 'x.db' AS x", "DETACH x", "VACUUM INTO 'copy.db'", "PRAGMA journal_mode = delete",
			"PRAGMA main.journal_mode(delete)", "PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)",
			"PRAGMA wal_autocheckpoint = 10", "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = OFF",
			"PRAGMA cache_spill = 1", "PRAGMA mmap_size = 1000", "PRAGMA auto_vacuum = FULL", "PRAGMA page_size = 8192",
			"PRAGMA query_only = 1", "restore from x.db", "backup to x.db" })
	void whatWouldLeaveTheFileOrBreakReplicationIsRefused(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			assertThatThrownBy(() -> run(connection, sql)).isInstanceOf(SQLException.class)
				.hasMessageStartingWith("Database 'test'")
				.hasMessageContaining("refused");
		}
		try (Connection connection = this.writers.getConnection()) {
			assertThatThrownBy(() -> run(connection, sql)).isInstanceOf(SQLException.class)
				.hasMessageContaining("refused");
		}
		assertThat(this.directory.resolve("copy.db")).doesNotExist();
	}

	@Test
	void pragmasFollowTheConnectionAndNobodyElseInheritsThem() throws SQLException {
		run("CREATE TABLE child (note INTEGER REFERENCES note (id))");
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, "PRAGMA foreign_keys = OFF");
			run(connection, "PRAGMA case_sensitive_like = ON");
			run(connection, "INSERT INTO child VALUES (1)");
			run(connection, "DELETE FROM child");
			assertThat(query(connection, "SELECT 'a' LIKE 'A'")).isZero();
			assertThat(query(connection, "PRAGMA foreign_keys")).isZero();
		}
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(query(connection, "SELECT 'a' LIKE 'A'")).isOne();
			assertThatThrownBy(() -> run(connection, "INSERT INTO child VALUES (1)")).isInstanceOf(SQLException.class)
				.hasMessageContaining("FOREIGN KEY");
		}
	}

	@Test
	void readersAreOpenedAnewWhenTheFileWasReplaced() throws SQLException {
		count();
		assertThat(this.backend.readersOpened()).isOne();
		this.backend.replaced();
		try (Connection connection = this.readers.getConnection();
				Connection second = this.readers.getConnection();
				Connection third = this.readers.getConnection();
				Connection fourth = this.readers.getConnection()) {
			for (Connection reader : new Connection[] { connection, second, third, fourth }) {
				query(reader, "SELECT 1");
			}
		}
		assertThat(this.backend.readersOpened()).isEqualTo(5);
	}

	@Test
	void thereIsNoDoorToTheRawConnection() throws SQLException {
		try (Connection connection = this.dataSource.getConnection(); Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT 1")) {
			assertThat(statement.getConnection()).isSameAs(connection);
			assertThat(rows.getStatement()).isSameAs(statement);
			assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
			assertThatThrownBy(() -> connection.unwrap(SQLiteConnection.class))
				.hasMessageContaining("door around the log");
			assertThatThrownBy(() -> this.writers.getConnection().unwrap(SQLiteConnection.class))
				.hasMessageContaining("door around the log");
		}
	}

	@Test
	void theSchemaIsDescribedWhereTheConnectionReads() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			try (ResultSet columns = connection.getMetaData().getColumns(null, null, "note", null)) {
				assertThat(columns.next()).isTrue();
				assertThat(columns.getString("COLUMN_NAME")).isEqualTo("id");
				assertThat(columns.getString("TYPE_NAME")).isEqualTo("INTEGER");
			}
			connection.setAutoCommit(false);
			run(connection, "CREATE TABLE fresh (a VARCHAR(20))");
			try (ResultSet tables = connection.getMetaData().getTables(null, null, "fresh", null)) {
				assertThat(tables.next()).isTrue();
			}
			connection.rollback();
		}
	}

	/** The driver's own would run its SQL on the raw connection. */
	@Test
	void everyMethodOfTheMetaDataThatAnswersRowsIsRouted() {
		assertThat(RoutedMetaData.class.getMethods()).filteredOn((method) -> method.getReturnType() == ResultSet.class)
			.filteredOn((method) -> !method.isBridge())
			.hasSizeGreaterThan(20)
			.allSatisfy((method) -> assertThat(method.getDeclaringClass()).isEqualTo(RoutedMetaData.class));
	}

	@Test
	void closingAPooledWriterRollsBackAndLeavesTheRawConnectionOpen() throws SQLException {
		WriterDataSource source = new WriterDataSource(this.backend);
		Connection connection = source.getConnection();
		connection.setAutoCommit(false);
		run(connection, "INSERT INTO note (text) VALUES ('a')");
		connection.close();
		assertThat(this.backend.lane().current()).isNull();
		assertThat(this.backend.writes().connection().isClosed()).isFalse();
		try (Connection next = source.getConnection()) {
			run(next, "INSERT INTO note (text) VALUES ('a')");
		}
		assertThat(count()).isOne();
	}

	@Test
	void aNodeWithoutADatabaseGivesNoConnection() throws SQLException {
		this.backend.notReady();
		assertThatThrownBy(this.dataSource::getConnection).isInstanceOf(SQLTransientConnectionException.class)
			.hasMessageContaining("5 s");
	}

}
