package dev.frameline.jdbc;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of each PRAGMA. One that asks is a read. One that sets a property of the connection follows the logical
 * connection; one that is kept in the file is a write; one that would move the ground under replication is refused.
 *
 * @see <a href="https://www.sqlite.org/pragma.html">the list</a>
 */
final class Pragmas {

	private static final Pattern VALUE = Pattern.compile("[-+]?\\w+");

	/** Set per connection, without a trace in the file. */
	private static final Set<String> OF_CONNECTION = Set.of("foreign_keys", "recursive_triggers", "busy_timeout",
			"case_sensitive_like", "ignore_check_constraints", "cache_size", "reverse_unordered_selects",
			"automatic_index", "analysis_limit", "trusted_schema", "cell_size_check", "legacy_alter_table",
			"full_column_names", "short_column_names", "count_changes", "empty_result_callbacks", "read_uncommitted");

	/** Kept in the file. */
	private static final Set<String> OF_FILE = Set.of("user_version", "application_id", "optimize");

	/** Their argument is what they ask about, or they act on memory or the running transaction alone. */
	private static final Set<String> ASKING = Set.of("table_info", "table_xinfo", "table_list", "index_list",
			"index_info", "index_xinfo", "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check",
			"database_list", "collation_list", "function_list", "module_list", "pragma_list", "compile_options",
			"data_version", "freelist_count", "page_count", "stats", "defer_foreign_keys", "shrink_memory");

	private static final Map<String, String> REFUSED = new TreeMap<>(Map.of(
			"journal_mode", "the file is replicated through its write-ahead log, and stays in that mode",
			"locking_mode", "the readers, the writer and the applier share the file",
			"wal_autocheckpoint", "Frameline checkpoints, when nothing is tentative",
			"synchronous", "Frameline forces what has to be durable",
			"cache_spill", "it decides when pages reach the write-ahead log",
			"mmap_size", "the file is read through SQLite's page cache",
			"auto_vacuum", "it is not supported in a replicated file",
			"page_size", "pages are 4096 bytes in a replicated file",
			"schema_version", "every node counts it by what it applies",
			"writable_schema", "the schema is changed by DDL alone"));

	private Pragmas() {
	}

	/** @param scanner has just passed the word {@code PRAGMA} */
	static SqlKind decide(SqlScanner scanner) {
		String name = scanner.next() ? scanner.name() : "";
		boolean more = scanner.next();
		if (more && scanner.is('.')) {
			name = scanner.next() ? scanner.name() : "";
			more = scanner.next();
		}
		if (name.equals("wal_checkpoint")) {
			return refused(name, "Frameline checkpoints, when nothing is tentative");
		}
		if (name.equals("optimize") || name.equals("incremental_vacuum")) {
			return new SqlKind.Write();
		}
		if (!more || scanner.is(';') || ASKING.contains(name)) {
			return SqlKind.READS_OR_WRITES;
		}
		return OF_FILE.contains(name) ? new SqlKind.Write() : set(name, value(scanner));
	}

	private static SqlKind set(String name, String value) {
		if (!OF_CONNECTION.contains(name)) {
			@Nullable String reason = REFUSED.get(name);
			return refused(name, (reason != null) ? reason : "it would change more than this connection");
		}
		if (!VALUE.matcher(value).matches()) {
			return refused(name + " = " + value, "its value should be one word or number");
		}
		return new SqlKind.Setting(name, value);
	}

	private static String value(SqlScanner scanner) {
		StringBuilder value = new StringBuilder();
		while (scanner.next() && !scanner.is(')') && !scanner.is(';')) {
			value.append(scanner.name());
		}
		return value.toString();
	}

	private static SqlKind refused(String name, String reason) {
		return new SqlKind.Refused("PRAGMA " + name + " is refused: " + reason);
	}

}
