package dev.frameline.autoconfigure.http.hrana;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What libSQL's server would say of an exception. */
final class SqlErrors {

	/** The driver puts the code and a general sentence before SQLite's own words, which stand in brackets. */
	private static final Pattern DRIVERS = Pattern.compile("\\[SQLITE_\\w+\\] +.*? \\((.*)\\)", Pattern.DOTALL);

	private static final Pattern UNPARSED = Pattern.compile("near \".*\": syntax error|incomplete input"
			+ "|unrecognized token: .*", Pattern.DOTALL);

	private static final Pattern UNKNOWN_COLUMN = Pattern.compile("no such column: (?:.*\\.)?(.+)");

	private SqlErrors() {
	}

	static HranaException of(SQLException ex, String sql) {
		SQLiteException sqlite = sqlite(ex);
		HranaError error = (sqlite != null && ownWords(ex)) ? of(sqlite, sql) : ofNode(ex);
		return new HranaException(error, ex);
	}

	private static boolean ownWords(SQLException ex) {
		return ex instanceof SQLiteException || ex.getMessage() == null || ex.getMessage().startsWith("[SQLITE_");
	}

	private static HranaError of(SQLiteException ex, String sql) {
		String words = words(ex.getMessage());
		if (UNPARSED.matcher(words).matches()) {
			return new HranaError("SQL string could not be parsed: " + words, "SQL_PARSE_ERROR");
		}
		Matcher column = UNKNOWN_COLUMN.matcher(words);
		int offset = column.matches() ? sql.indexOf(column.group(1)) : -1;
		if (offset >= 0) {
			return new HranaError("SQL input error: " + words + " (at offset " + offset + ")", "SQL_INPUT_ERROR");
		}
		return new HranaError("SQLite error: " + words, code(ex.getResultCode()));
	}

	/** What this node itself has to say. */
	private static HranaError ofNode(SQLException ex) {
		String state = (ex.getSQLState() != null) ? ex.getSQLState() : "";
		String code = switch (state) {
			case "HYT00", "40001", "72000" -> "SQLITE_BUSY";
			case "40000" -> "TRANSACTION_TIMEOUT";
			case "57014" -> "SQLITE_INTERRUPT";
			case "54000" -> "SQLITE_TOOBIG";
			case "25006" -> "SQLITE_READONLY";
			case "0A000" -> "BLOCKED";
			case "25000", "25001", "3B001" -> "SQLITE_UNKNOWN";
			default -> state.startsWith("08") ? "SQLITE_IOERR" : "SQLITE_UNKNOWN";
		};
		String message = String.valueOf(ex.getMessage());
		return new HranaError(code.equals("BLOCKED") ? "Operation was blocked: " + message : "SQLite error: " + message,
				code);
	}

	private static @Nullable SQLiteException sqlite(SQLException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLiteException sqlite) {
				return sqlite;
			}
		}
		return null;
	}

	private static String words(String message) {
		Matcher matcher = DRIVERS.matcher(message);
		return matcher.matches() ? matcher.group(1) : message;
	}

	/** The general code; libSQL's server has {@code SQLITE_UNKNOWN} for {@code SQLITE_ERROR}. */
	private static String code(SQLiteErrorCode extended) {
		SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(extended.code & 0xff);
		return (code == SQLiteErrorCode.SQLITE_ERROR || code == SQLiteErrorCode.UNKNOWN_ERROR) ? "SQLITE_UNKNOWN"
				: code.name();
	}

}
