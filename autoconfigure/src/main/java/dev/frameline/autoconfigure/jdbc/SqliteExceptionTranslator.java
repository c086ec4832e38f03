package dev.frameline.autoconfigure.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.support.AbstractFallbackSQLExceptionTranslator;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Gives the errors of SQLite and of replication the types that Spring's users catch. Neither Spring nor the driver
 * does: SQLite's errors carry no {@code SQLState}.
 *
 * <p>What it does not know is left to {@link SQLExceptionSubclassTranslator}. From there 40001, a commit that the log
 * went on without, comes as {@link CannotAcquireLockException}, as it does on any other database, so that retry rules
 * move over unchanged. A snapshot that was ended (72000) took too long: retry rules for conflicts would take the next one
 * for just as long. A commit of which nobody knows the outcome (08007) is never translated into something that a
 * retry would repeat.
 *
 * @see <a href="https://www.sqlite.org/rescode.html">SQLite's result codes</a>
 */
public final class SqliteExceptionTranslator extends AbstractFallbackSQLExceptionTranslator {

	private static final Pattern BAD_GRAMMAR = Pattern
		.compile("syntax error|no such (table|column|function|index|view|trigger)|has no column named|incomplete input");

	private static final int PRIMARY_CODE = 0xff;

	public SqliteExceptionTranslator() {
		setFallbackTranslator(new SQLExceptionSubclassTranslator());
	}

	@Override
	protected @Nullable DataAccessException doTranslate(String task, @Nullable String sql, SQLException ex) {
		String message = buildMessage(task, sql, ex);
		DataAccessException known = fromState(message, ex);
		if (known != null || ex instanceof SQLTransactionRollbackException) {
			return known;
		}
		SQLiteException sqlite = sqliteCause(ex);
		return (sqlite != null && sqlite.getResultCode() != null) ? fromSqlite(message, task, sql, sqlite) : null;
	}

	/** The states that the engine gives to what SQLite does not know of. */
	private static @Nullable DataAccessException fromState(String message, SQLException ex) {
		return switch (String.valueOf(ex.getSQLState())) {
			case "08001" -> new TransientDataAccessResourceException(message, ex);
			case "08007" -> new DataAccessResourceFailureException(message, ex);
			case "25001" -> new InvalidDataAccessApiUsageException(message, ex);
			case "25006" -> new InvalidDataAccessResourceUsageException(message, ex);
			case "57014", "72000" -> new QueryTimeoutException(message, ex);
			case "HYT00" -> new CannotAcquireLockException(message, ex);
			default -> null;
		};
	}

	private static @Nullable SQLiteException sqliteCause(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLiteException sqlite) {
				return sqlite;
			}
		}
		return null;
	}

	private static @Nullable DataAccessException fromSqlite(String message, String task, @Nullable String sql,
			SQLiteException ex) {
		SQLiteErrorCode code = ex.getResultCode();
		return switch (code) {
			case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
				new DuplicateKeyException(message, ex);
			default -> fromFamily(SQLiteErrorCode.getErrorCode(code.code & PRIMARY_CODE), message, task, sql, ex);
		};
	}

	private static @Nullable DataAccessException fromFamily(SQLiteErrorCode family, String message, String task,
			@Nullable String sql, SQLiteException ex) {
		return switch (family) {
			case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG -> new DataIntegrityViolationException(message, ex);
			case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> new CannotAcquireLockException(message, ex);
			case SQLITE_READONLY -> new InvalidDataAccessResourceUsageException(message
					+ " (nothing was written; is the method, or a caller of it, @Transactional(readOnly = true)?)", ex);
			case SQLITE_INTERRUPT -> new QueryTimeoutException(message, ex);
			case SQLITE_ABORT, SQLITE_SCHEMA -> new ConcurrencyFailureException(message, ex);
			case SQLITE_AUTH, SQLITE_PERM -> new PermissionDeniedDataAccessException(message, ex);
			case SQLITE_MISUSE, SQLITE_RANGE -> new InvalidDataAccessApiUsageException(message, ex);
			case SQLITE_FULL, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_NOLFS,
					SQLITE_INTERNAL ->
				new DataAccessResourceFailureException(message, ex);
			case SQLITE_ERROR -> (sql != null && BAD_GRAMMAR.matcher(ex.getMessage()).find())
					? new BadSqlGrammarException(task, sql, ex) : null;
			default -> null;
		};
	}

}
