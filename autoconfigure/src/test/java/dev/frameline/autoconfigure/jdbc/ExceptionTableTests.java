package dev.frameline.autoconfigure.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.dao.DataAccessException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's tables of exceptions, row by row, and all of SQLite's codes. */
class ExceptionTableTests {

	private static final String OTHER = "any other";

	private static final Pattern STATE_ROW = Pattern.compile("^\\|[^|]*\\|[^|]*\\b([0-9A-Z]{5}) \\| `(\\w+)`",
			Pattern.MULTILINE);

	private static final Pattern CODE_ROW = Pattern.compile("^\\| (`SQLITE_[^|]*|any other )\\| `(\\w+)` \\|$",
			Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`(SQLITE_\\w+\\*?)`|" + OTHER);

	private final SqliteExceptionTranslator translator = new SqliteExceptionTranslator();

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "SQLITE_OK", "SQLITE_ROW", "SQLITE_DONE" })
	void eachCodeOfSqliteBecomesWhatItsRowSays(SQLiteErrorCode code) throws IOException {
		DataAccessException translated = this.translator.translate("test", "SELECT 1",
				new SQLiteException("no such table: nowhere", code));
		assertThat(nameOf(translated)).isEqualTo(documentedFor(code.name()));
	}

	@Test
	void eachStateBecomesWhatItsRowSays() throws IOException {
		Map<String, String> documented = new LinkedHashMap<>();
		all(STATE_ROW).forEach((row) -> documented.put(row.group(1), row.group(2)));
		assertThat(documented).containsOnlyKeys("40001", "HYT00", "25001", "08004", "08007", "58030", "54000", "25006",
				"72000", "0A000", "08001");
		// The row of a node without a copy is about the connection, which no translator sees
		documented.put("08001", "TransientDataAccessResourceException");
		documented.forEach((state, name) -> assertThat(
				nameOf(this.translator.translate("test", "SELECT 1", failureWith(state))))
			.as(state)
			.isEqualTo(name));
	}

	@Test
	void anErrorThatIsNotTheSqlsFaultIsNotCategorized() {
		assertThat(this.translator.translate("test", "SELECT 1",
				new SQLiteException("abs(-9223372036854775808): integer overflow", SQLiteErrorCode.SQLITE_ERROR)))
			.isNull();
	}

	/** As the engine throws it. */
	private static SQLException failureWith(String state) {
		return switch (state) {
			case "40001" -> new SQLTransactionRollbackException("provoked", state);
			case "72000" -> new SQLTimeoutException("provoked", state);
			case "0A000" -> new SQLFeatureNotSupportedException("provoked", state);
			default -> new SQLException("provoked", state);
		};
	}

	/** What is not translated, Spring wraps so. */
	private static String nameOf(DataAccessException translated) {
		return (translated != null) ? translated.getClass().getSimpleName() : "UncategorizedSQLException";
	}

	private static String documentedFor(String code) throws IOException {
		Map<String, String> documented = new LinkedHashMap<>();
		for (MatchResult row : all(CODE_ROW)) {
			Matcher named = CODE.matcher(row.group(1));
			while (named.find()) {
				documented.put((named.group(1) != null) ? named.group(1) : OTHER, row.group(2));
			}
		}
		assertThat(documented).hasSizeGreaterThan(20).containsKey(OTHER);
		if (documented.containsKey(code)) {
			return documented.get(code);
		}
		return documented.keySet()
			.stream()
			.filter((name) -> name.endsWith("*") && code.startsWith(name.substring(0, name.length() - 1)))
			.findFirst()
			.map(documented::get)
			.orElse(documented.get(OTHER));
	}

	private static List<MatchResult> all(Pattern pattern) throws IOException {
		Path readme = Path.of("").toAbsolutePath().getParent().resolve("README.md");
		return pattern.matcher(Files.readString(readme)).results().toList();
	}

}
