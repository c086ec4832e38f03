package dev.frameline.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text into its outermost pieces - words, quoted names, strings, marks - and skips comments. It knows how
 * SQLite's tokenizer finds the end of each, and nothing of grammar.
 *
 * @see <a href="https://www.sqlite.org/lang_comment.html">comments</a>,
 * <a href="https://www.sqlite.org/lang_keywords.html">quoting</a>
 */
final class SqlScanner {

	private final String sql;

	private int start;

	private int end;

	SqlScanner(String sql) {
		this.sql = sql;
	}

	/** Cuts a script at its semicolons, except at those inside of triggers. Empty statements are left out. */
	static List<String> split(String script) {
		int semicolon = script.indexOf(';');
		if (semicolon < 0 || semicolon == script.length() - 1) {
			return isEmpty(script) ? List.of() : List.of(script);
		}
		List<String> statements = new ArrayList<>();
		SqlScanner scanner = new SqlScanner(script);
		int from = 0;
		while (scanner.skipStatement()) {
			statements.add(script.substring(from, scanner.end));
			from = scanner.end;
		}
		return statements;
	}

	private static boolean isEmpty(String sql) {
		SqlScanner scanner = new SqlScanner(sql);
		while (scanner.next()) {
			if (!scanner.is(';')) {
				return false;
			}
		}
		return true;
	}

	/** Moves to the next piece. */
	boolean next() {
		skipBlanks();
		this.start = this.end;
		if (this.start >= this.sql.length()) {
			return false;
		}
		char first = this.sql.charAt(this.start);
		if (isWordPart(first)) {
			this.end++;
			while (this.end < this.sql.length() && isWordPart(this.sql.charAt(this.end))) {
				this.end++;
			}
		}
		else {
			switch (first) {
				case '\'', '"', '`' -> skipQuoted(first);
				case '[' -> skipTo("]", this.start + 1);
				default -> this.end++;
			}
		}
		return true;
	}

	/** The piece as a keyword in upper case, or as what it is. */
	String word() {
		return this.sql.substring(this.start, this.end).toUpperCase(Locale.ROOT);
	}

	/** The piece as it stands. */
	String text() {
		return this.sql.substring(this.start, this.end);
	}

	/** Where the piece ends. */
	int position() {
		return this.end;
	}

	/** The piece as a name in lower case, without its quotes. */
	String name() {
		String text = this.sql.substring(this.start, this.end);
		if (text.length() >= 2 && "'\"`[".indexOf(text.charAt(0)) >= 0) {
			text = text.substring(1, text.length() - 1);
		}
		return text.toLowerCase(Locale.ROOT);
	}

	boolean is(char mark) {
		return this.end == this.start + 1 && this.sql.charAt(this.start) == mark;
	}

	/** Whether the piece is this keyword, without a copy of it: what is asked of every statement should cost little. */
	boolean is(String keyword) {
		return this.end - this.start == keyword.length()
				&& this.sql.regionMatches(true, this.start, keyword, 0, keyword.length());
	}

	/** The next piece as a keyword, or {@code null} at the end. */
	@Nullable String nextWord() {
		return next() ? word() : null;
	}

	/** Moves behind the next statement's semicolon; {@code false} if only blanks, comments and semicolons are left. */
	private boolean skipStatement() {
		int words = 0;
		int depth = 0;
		boolean explain = false;
		boolean create = false;
		boolean trigger = false;
		while (next()) {
			if (is(';')) {
				if (words > 0 && depth == 0) {
					return true;
				}
				continue;
			}
			words++;
			String word = word();
			explain |= words == 1 && word.equals("EXPLAIN");
			create |= (words == 1 || explain && words <= 4) && word.equals("CREATE");
			trigger |= create && words <= 6 && word.equals("TRIGGER");
			if (trigger && (word.equals("BEGIN") || word.equals("CASE"))) {
				depth++;
			}
			else if (depth > 0 && word.equals("END")) {
				depth--;
			}
		}
		return words > 0;
	}

	private void skipBlanks() {
		while (this.end < this.sql.length()) {
			char c = this.sql.charAt(this.end);
			if (c == '-' && this.sql.startsWith("--", this.end)) {
				skipTo("\n", this.end + 2);
			}
			else if (c == '/' && this.sql.startsWith("/*", this.end)) {
				skipTo("*/", this.end + 2);
			}
			else if (c <= ' ' || c == '\ufeff') {
				this.end++;
			}
			else {
				return;
			}
		}
	}

	/** A doubled quote stands for itself; the scan sees it as two strings side by side, which ends at the same place. */
	private void skipQuoted(char quote) {
		skipTo(String.valueOf(quote), this.start + 1);
		while (this.end < this.sql.length() && this.sql.charAt(this.end) == quote) {
			skipTo(String.valueOf(quote), this.end + 1);
		}
	}

	private void skipTo(String mark, int from) {
		int found = this.sql.indexOf(mark, from);
		this.end = (found >= 0) ? found + mark.length() : this.sql.length();
	}

	private static boolean isWordPart(char c) {
		return c == '_' || c == '$' || c >= 0x80 && c != '\ufeff' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
				|| c >= 'A' && c <= 'Z';
	}

}
