package dev.frameline.jdbc;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What must be known of a statement before SQLite sees it, told by its leading keywords alone. For everything else
 * SQLite itself says whether it writes.
 */
sealed interface SqlKind {

	/** Runs wherever it may. @param inserts whether it may give a row id */
	record Plain(boolean inserts) implements SqlKind {

	}

	/** Runs on the writer without trying a reader, on which it would do nothing, or half of it, in silence. */
	record Write() implements SqlKind {

	}

	/** Makes or drops TEMP objects. */
	record Temp() implements SqlKind {

	}

	/** {@code VACUUM}: a transaction of its own. */
	record Vacuum() implements SqlKind {

	}

	/** @param immediate whether the writer is wanted at once */
	record Begin(boolean immediate) implements SqlKind {

	}

	record Commit() implements SqlKind {

	}

	record Rollback() implements SqlKind {

	}

	record SavepointSet(String name) implements SqlKind {

	}

	record SavepointRelease(String name) implements SqlKind {

	}

	record SavepointRollback(String name) implements SqlKind {

	}

	/** A PRAGMA of the connection, which follows the logical one. */
	record Setting(String name, String value) implements SqlKind {

	}

	/** @param sentence why, and what to do instead */
	record Refused(String sentence) implements SqlKind {

	}

	Plain READS_OR_WRITES = new Plain(false);

	Plain INSERTS = new Plain(true);

	static SqlKind of(String sql) {
		SqlScanner scanner = new SqlScanner(sql);
		do {
			if (!scanner.next()) {
				return READS_OR_WRITES;
			}
		}
		while (scanner.is(';'));
		if (scanner.is("SELECT")) {
			return READS_OR_WRITES;
		}
		String first = scanner.word();
		return switch (first) {
			case "INSERT", "REPLACE", "WITH" -> INSERTS;
			case "BEGIN" -> begin(scanner);
			case "COMMIT", "END" -> new Commit();
			case "ROLLBACK" -> rollback(scanner);
			case "SAVEPOINT" -> new SavepointSet(nextName(scanner));
			case "RELEASE" -> new SavepointRelease(savepoint(scanner));
			case "ATTACH", "DETACH" -> new Refused(first + " is refused: a second file would be committed by itself,"
					+ " outside the log. Give it a data source of its own");
			case "VACUUM" -> vacuum(scanner);
			case "PRAGMA" -> Pragmas.decide(scanner);
			case "CREATE" -> create(scanner);
			case "DROP" -> drop(scanner);
			case "BACKUP", "RESTORE" -> new Refused("the driver's '" + first.toLowerCase(Locale.ROOT)
					+ "' command is refused: it copies whole files past the log");
			default -> READS_OR_WRITES;
		};
	}

	private static SqlKind begin(SqlScanner scanner) {
		String mode = scanner.nextWord();
		return new Begin("IMMEDIATE".equals(mode) || "EXCLUSIVE".equals(mode));
	}

	/** {@code ROLLBACK [TRANSACTION] [TO [SAVEPOINT] name]}. */
	private static SqlKind rollback(SqlScanner scanner) {
		String word = scanner.nextWord();
		if ("TRANSACTION".equals(word)) {
			word = scanner.nextWord();
		}
		return "TO".equals(word) ? new SavepointRollback(savepoint(scanner)) : new Rollback();
	}

	private static String savepoint(SqlScanner scanner) {
		String name = nextName(scanner);
		if (name.equals("savepoint")) {
			String second = nextName(scanner);
			return second.isEmpty() || second.equals(";") ? name : second;
		}
		return name;
	}

	private static String nextName(SqlScanner scanner) {
		return scanner.next() ? scanner.name() : "";
	}

	private static SqlKind vacuum(SqlScanner scanner) {
		for (String word = scanner.nextWord(); word != null; word = scanner.nextWord()) {
			if (word.equals("INTO")) {
				return new Refused("VACUUM INTO is refused: it leaves the file. Copy the log directory instead");
			}
		}
		return new Vacuum();
	}

	private static SqlKind create(SqlScanner scanner) {
		String word = scanner.nextWord();
		if ("TEMP".equals(word) || "TEMPORARY".equals(word)) {
			return new Temp();
		}
		return isInTemp(scanner) ? new Temp() : READS_OR_WRITES;
	}

	private static SqlKind drop(SqlScanner scanner) {
		scanner.next();
		return isInTemp(scanner) ? new Temp() : READS_OR_WRITES;
	}

	/** Whether the object's name, the next that is not a keyword of {@code CREATE} or {@code DROP}, is in TEMP. */
	private static boolean isInTemp(SqlScanner scanner) {
		@Nullable String name = null;
		while (scanner.next()) {
			if (scanner.is('.')) {
				return "temp".equals(name);
			}
			if (scanner.is('(')) {
				return false;
			}
			switch (scanner.word()) {
				case "TABLE", "VIEW", "INDEX", "TRIGGER", "VIRTUAL", "UNIQUE", "IF", "NOT", "EXISTS" -> {
				}
				default -> {
					if (name != null) {
						return false;
					}
					name = scanner.name();
				}
			}
		}
		return false;
	}

}
