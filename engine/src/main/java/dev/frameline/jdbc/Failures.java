package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The sentences of routing, and what SQLite's own errors mean to it. */
final class Failures {

	/** Snapshot failure, as PostgreSQL has it too. */
	private static final String SNAPSHOT_ENDED = "72000";

	private Failures() {
	}

	/**
	 * Whether SQLite refused because the connection cannot write: the statement writes, and has changed nothing. The
	 * extended codes of the same family say something else: that the file was moved, or its index cannot be used.
	 */
	static boolean isReadOnly(SQLException ex) {
		Throwable cause = (ex instanceof SQLiteException) ? ex : ex.getCause();
		return (cause instanceof SQLiteException sqlite) ? sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY
				: ex.getErrorCode() == SQLiteErrorCode.SQLITE_READONLY.code;
	}

	static boolean isInterrupt(SQLException ex) {
		return ex.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code;
	}

	/** Whether the log went on without the transaction. */
	static boolean isConflict(SQLException ex) {
		return ex instanceof SQLTransactionRollbackException && "40001".equals(ex.getSQLState());
	}

	static SQLException readOnly(String database, SQLException cause) {
		return new SQLException("Database '" + database + "': a statement writes, but its connection or transaction is"
				+ " read-only. If it runs under @Transactional(readOnly = true), take readOnly away: "
				+ cause.getMessage(), "25006", cause.getErrorCode(), cause);
	}

	static SQLException readOnly(String database, String sql) {
		return readOnly(database, new SQLException(sql, "25006", SQLiteErrorCode.SQLITE_READONLY.code));
	}

	static SQLException refused(String database, String sentence) {
		return new SQLFeatureNotSupportedException("Database '" + database + "': " + sentence, "0A000");
	}

	/** @param expired whether it certainly lasted too long; it may have, too, if it was interrupted */
	static SQLException ended(String database, boolean expired, @Nullable SQLException cause) {
		String why = "because it held the writer longer than frameline.write.max-duration";
		if (!expired && cause != null) {
			why = isInterrupt(cause) ? why + ", or because its statement was cancelled or timed out"
					: "by SQLite itself, after: " + cause.getMessage();
		}
		return new SQLTransactionRollbackException("Database '" + database
				+ "': the transaction has been rolled back already, " + why
				+ ". Call rollback() before anything else; nothing of it was kept", "40000", cause);
	}

	/** Of class 08: a pool throws the connection away. */
	static SQLException unpinned(String database, @Nullable SQLException cause) {
		String why = (cause != null && !isInterrupt(cause)) ? cause.getMessage()
				: "it held the writer longer than frameline.write.max-duration and was rolled back";
		return new SQLNonTransientConnectionException("Database '" + database
				+ "': this connection kept the writer for its TEMP objects, and has lost both: " + why
				+ ". Close it and begin again on another", "08006", cause);
	}

	static SQLException cancelled(String database) {
		return new SQLException("Database '" + database + "': the statement was cancelled", "57014",
				SQLiteErrorCode.SQLITE_INTERRUPT.code);
	}

	/** @param seconds the timeout that was set */
	static SQLException timedOut(String database, int seconds, SQLException interrupt) {
		return new SQLTimeoutException("Database '" + database + "': a statement ran longer than its query timeout of "
				+ seconds + " s and was interrupted", "57014", interrupt.getErrorCode(), interrupt);
	}

	/** Whether the snapshot that was read from was ended. */
	static boolean isSnapshotEnded(SQLException ex) {
		return SNAPSHOT_ENDED.equals(ex.getSQLState());
	}

	/** @param why as {@link dev.frameline.database.Snapshot#ended()} says it */
	static SQLException snapshotEnded(String database, String why, @Nullable SQLException cause) {
		return new SQLTimeoutException("Database '" + database + "': the snapshot that this reads from was ended: " + why
				+ ". Close the rows, or end the transaction, and read again, in less time or in parts; or raise one of"
				+ " the two", SNAPSHOT_ENDED, cause);
	}

	static SQLException moved(String database) {
		return new SQLTransactionRollbackException("Database '" + database
				+ "': the transaction began by reading (frameline.write.begin=deferred), and somebody else has written"
				+ " since. Run it again", "40001");
	}

	static SQLException closedConnection(String database) {
		return new SQLNonTransientConnectionException("Database '" + database + "': this connection is closed",
				"08003");
	}

	/** @param what a statement or rows; the connection is as good as before */
	static SQLException closed(String what) {
		return new SQLException("This " + what + " is closed", "24000");
	}

	static SQLException noDoor(Class<?> type) {
		return new SQLException("There is no " + type.getName()
				+ " to unwrap: the raw connection would be a door around the log", "0A000");
	}

	static SQLException unsupported(String what) {
		return new SQLFeatureNotSupportedException("SQLite has no " + what, "0A000");
	}

}
