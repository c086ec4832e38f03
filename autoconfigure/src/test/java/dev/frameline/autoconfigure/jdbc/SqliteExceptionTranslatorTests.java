package dev.frameline.autoconfigure.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The errors of SQLite are SQLite's own: each is provoked. */
class SqliteExceptionTranslatorTests {

	private static final String SCHEMA = """
			CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL);
			CREATE TABLE pet (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0), owner INTEGER REFERENCES owner (id));
			INSERT INTO owner VALUES (1, 'Ann')
			""";

	@TempDir
	Path directory;

	private final SqliteExceptionTranslator translator = new SqliteExceptionTranslator();

	@Test
	void aUniqueOrPrimaryKeyThatIsTakenIsADuplicateKey() throws SQLException {
		assertThat(failing("INSERT INTO owner VALUES (2, 'Ann')")).isInstanceOf(DuplicateKeyException.class);
		assertThat(failing("INSERT INTO owner VALUES (1, 'Bob')")).isInstanceOf(DuplicateKeyException.class);
	}

	@Test
	void otherConstraintsAreViolationsOfIntegrity() throws SQLException {
		for (String sql : new String[] { "INSERT INTO owner VALUES (2, NULL)", "INSERT INTO pet VALUES (1, 0, 1)",
				"INSERT INTO pet VALUES (1, 1, 9)", "INSERT INTO owner VALUES ('no number', 'Bob')" }) {
			assertThat(failing(sql)).as(sql).isExactlyInstanceOf(DataIntegrityViolationException.class);
		}
	}

	@Test
	void sqlThatSqliteDoesNotUnderstandIsBadGrammar() throws SQLException {
		for (String sql : new String[] { "SELEC 1", "SELECT * FROM nowhere", "SELECT nothing FROM owner" }) {
			assertThat(failing(sql)).as(sql).isInstanceOf(BadSqlGrammarException.class);
		}
	}

	@Test
	void aLockThatSomebodyElseHoldsIsALockNotAcquired() throws SQLException {
		try (Connection other = open(); Statement statement = other.createStatement()) {
			statement.execute("BEGIN IMMEDIATE");
			assertThat(failing("INSERT INTO owner VALUES (2, 'Bob')")).isInstanceOf(CannotAcquireLockException.class);
		}
	}

	@Test
	void aWriteOnAReadOnlyConnectionSaysWhereToLook() throws SQLException {
		open().close();
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		try (Connection connection = DriverManager.getConnection(url(), config.toProperties())) {
			assertThat(failing(connection, "INSERT INTO owner VALUES (2, 'Bob')"))
				.isInstanceOf(InvalidDataAccessResourceUsageException.class)
				.hasMessageContaining("@Transactional(readOnly = true)");
		}
	}

	@Test
	void aWriteThatTheRouterRefusedIsWrongUsage() {
		assertThat(translate(new SQLException("read-only", "25006", 8)))
			.isInstanceOf(InvalidDataAccessResourceUsageException.class);
	}

	@Test
	void anInterruptIsATimeout() {
		assertThat(translate(new SQLiteException("interrupted", SQLiteErrorCode.SQLITE_INTERRUPT)))
			.isInstanceOf(QueryTimeoutException.class);
	}

	/** A retry as after a conflict would hold the next snapshot for just as long. */
	@Test
	void aSnapshotThatWasEndedIsATimeoutAndNoConflict() {
		SQLException interrupt = new SQLiteException("interrupted", SQLiteErrorCode.SQLITE_INTERRUPT);
		assertThat(translate(new SQLTimeoutException("ended", "72000", interrupt)))
			.isInstanceOf(QueryTimeoutException.class)
			.isNotInstanceOf(ConcurrencyFailureException.class);
	}

	@Test
	void aFullDiskIsAFailureOfTheResource() {
		assertThat(translate(new SQLiteException("disk full", SQLiteErrorCode.SQLITE_FULL)))
			.isInstanceOf(DataAccessResourceFailureException.class);
		assertThat(translate(new SQLiteException("input/output", SQLiteErrorCode.SQLITE_IOERR_WRITE)))
			.isInstanceOf(DataAccessResourceFailureException.class);
	}

	@Test
	void aCommitThatTheLogWentOnWithoutCanBeRetriedLikeOnOtherDatabases() {
		assertThat(translate(new SQLTransactionRollbackException("conflict", "40001")))
			.isInstanceOf(ConcurrencyFailureException.class)
			.isInstanceOf(TransientDataAccessException.class);
	}

	@Test
	void aTurnInTheLaneThatDidNotComeIsALockNotAcquired() {
		assertThat(translate(new SQLTransientConnectionException("lane", "HYT00"))).isInstanceOf(CannotAcquireLockException.class);
	}

	@Test
	void anUnreachablePrimaryIsTransient() {
		assertThat(translate(new SQLTransientConnectionException("unreachable", "08001")))
			.isInstanceOf(TransientDataAccessResourceException.class);
	}

	@Test
	void aNodeThatIsNotReadyIsTransient() {
		assertThat(translate(new SQLTransientConnectionException("not ready")))
			.isInstanceOf(TransientDataAccessResourceException.class);
	}

	@Test
	void aTransactionThatWouldWaitForItselfIsWrongUsage() {
		assertThat(translate(new SQLException("nested", "25001")))
			.isInstanceOf(InvalidDataAccessApiUsageException.class);
	}

	@Test
	void anUnknownOutcomeIsNothingThatARetryWouldRepeat() {
		assertThat(translate(new SQLNonTransientConnectionException("unknown", "08007")))
			.isInstanceOf(DataAccessResourceFailureException.class)
			.isNotInstanceOf(TransientDataAccessException.class);
	}

	@Test
	void errorsOfSqliteAreFoundInsideOthers() {
		SQLException cause = new SQLiteException("unique", SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE);
		assertThat(translate(new SQLException("wrapped", cause))).isInstanceOf(DuplicateKeyException.class);
	}

	private DataAccessException failing(String sql) throws SQLException {
		try (Connection connection = open()) {
			return failing(connection, sql);
		}
	}

	private DataAccessException failing(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			return translate(catchThrowableOfType(SQLException.class, () -> statement.execute(sql)), sql);
		}
	}

	private DataAccessException translate(SQLException ex) {
		return translate(ex, "SELECT 1");
	}

	private DataAccessException translate(SQLException ex, String sql) {
		DataAccessException translated = this.translator.translate("test", sql, ex);
		assertThat(translated).as("translation of " + ex).isNotNull();
		return translated;
	}

	private Connection open() throws SQLException {
		boolean fresh = !this.directory.resolve("app.db").toFile().exists();
		SQLiteConfig config = new SQLiteConfig();
		config.enforceForeignKeys(true);
		config.setBusyTimeout(0);
		Connection connection = DriverManager.getConnection(url(), config.toProperties());
		if (fresh) {
			try (Statement statement = connection.createStatement()) {
				statement.executeUpdate(SCHEMA);
			}
		}
		return connection;
	}

	private String url() {
		return "jdbc:sqlite:" + this.directory.resolve("app.db");
	}

}
