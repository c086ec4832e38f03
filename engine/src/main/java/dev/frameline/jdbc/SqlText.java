package dev.frameline.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What can be told of SQL text without SQLite: where its statements end, and which parameters they have. */
public final class SqlText {

	private SqlText() {
	}

	/**
	 * The statements of a script, each with its semicolon if it has one. Those inside of triggers do not count, and
	 * empty ones are left out.
	 */
	public static List<String> statements(String script) {
		return SqlScanner.split(script);
	}

	/** The first words of a statement in capitals, without comments; as many as there are, at most {@code most}. */
	public static List<String> words(String sql, int most) {
		List<String> words = new ArrayList<>();
		SqlScanner scanner = new SqlScanner(sql);
		while (words.size() < most && scanner.next()) {
			if (!scanner.is(';')) {
				words.add(scanner.word());
			}
		}
		return words;
	}

	/**
	 * The parameters of one statement as SQLite numbers them, from 1 on.
	 * @return for each its name with the mark before it, as {@code :id} or {@code ?2}; {@code null} for one that is only
	 * {@code ?}, and for numbers that were left out
	 * @see <a href="https://www.sqlite.org/lang_expr.html#varparam">Parameters</a>
	 */
	public static List<@Nullable String> parameters(String sql) {
		List<@Nullable String> names = new ArrayList<>();
		Map<String, Integer> known = new LinkedHashMap<>();
		SqlScanner scanner = new SqlScanner(sql);
		boolean more = scanner.next();
		while (more) {
			String piece = scanner.text();
			int end = scanner.position();
			more = scanner.next();
			boolean adjacent = more && scanner.position() - scanner.text().length() == end;
			if (piece.equals("?")) {
				boolean numbered = adjacent && scanner.text().matches("[0-9]{1,5}");
				add(names, known, numbered ? "?" + scanner.text() : null);
				more = numbered ? scanner.next() : more;
			}
			else if ((piece.equals(":") || piece.equals("@")) && adjacent && isName(scanner.text())) {
				add(names, known, piece + scanner.text());
				more = scanner.next();
			}
			else if (piece.startsWith("$") && piece.length() > 1) {
				add(names, known, piece);
			}
		}
		return names;
	}

	private static boolean isName(String text) {
		char first = text.charAt(0);
		return Character.isLetterOrDigit(first) || first == '_' || first == '$' || first >= 0x80;
	}

	private static void add(List<@Nullable String> names, Map<String, Integer> known, @Nullable String name) {
		if (name == null) {
			names.add(null);
			return;
		}
		if (known.containsKey(name)) {
			return;
		}
		int number = name.startsWith("?") ? Integer.parseInt(name.substring(1)) : names.size() + 1;
		while (names.size() < number) {
			names.add(null);
		}
		if (number > 0) {
			names.set(number - 1, name);
		}
		known.put(name, number);
	}

}
