package dev.frameline.write;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * PRAGMAs that belong to whoever uses a raw connection just now, while many share it in turn. They are set before each
 * use; what the user before asked for and this one does not is put back first. None of them touches the file. On the
 * writer they are set once the lane is held and before {@code BEGIN}: SQLite ignores some of them inside a
 * transaction.
 */
public final class ConnectionPragmas {

	private final Map<String, String> original = new HashMap<>();

	private final Map<String, String> current = new HashMap<>();

	/**
	 * Makes the connection what its next user wants.
	 * @param wanted names in lower case and their values
	 */
	public void apply(Connection raw, Map<String, String> wanted) throws SQLException {
		if (this.current.equals(wanted)) {
			return;
		}
		for (String name : Map.copyOf(this.current).keySet()) {
			if (!wanted.containsKey(name)) {
				set(raw, name, this.original.get(name));
				this.current.remove(name);
			}
		}
		for (Map.Entry<String, String> pragma : wanted.entrySet()) {
			if (!pragma.getValue().equals(this.current.get(pragma.getKey()))) {
				if (!this.current.containsKey(pragma.getKey())) {
					this.original.put(pragma.getKey(), get(raw, pragma.getKey()));
				}
				this.current.put(pragma.getKey(), pragma.getValue());
				set(raw, pragma.getKey(), pragma.getValue());
			}
		}
	}

	/** Some, like {@code case_sensitive_like}, cannot be read; those are off by default. */
	private static String get(Connection raw, String name) throws SQLException {
		try (Statement statement = raw.createStatement()) {
			if (!statement.execute("PRAGMA " + name)) {
				return "0";
			}
			try (ResultSet value = statement.getResultSet()) {
				return value.next() ? value.getString(1) : "0";
			}
		}
	}

	private static void set(Connection raw, String name, String value) throws SQLException {
		try (Statement statement = raw.createStatement()) {
			statement.execute("PRAGMA " + name + " = " + value);
		}
	}

}
