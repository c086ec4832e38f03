package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** The sentences of routing, and what SQLite's own errors mean to it. */
final class Failures {

	private Failures() {
	}

	/** Whether SQLite refused because the connection cannot write: the statement writes, and has changed nothing. */
	static boolean isReadOnly(SQLException ex) {
		return (ex.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_READONLY.code;
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

	static SQLException ended(String database, @Nullable SQLException cause) {
		String why = (cause != null) ? "by SQLite itself, after: " + cause.getMessage()
				: "because it held the writer longer than frameline.write.max-duration, or by SQLite itself";
		return new SQLTransactionRollbackException("Database '" + database
				+ "': the transaction has been rolled back already, " + why
				+ ". Call rollback() before anything else; nothing of it was kept", "40000", cause);
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
