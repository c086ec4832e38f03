package dev.frameline.crash;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.database.Guard;
import dev.frameline.node.Node;
import dev.frameline.write.Transaction;

/** What a node shows, and a commit of its own. */
final class Rows {

	/** All of the state: every row, its text shortened to what tells versions apart. */
	private static final String ALL = "SELECT group_concat(id || ':' || substr(text, 1, 8) || length(text), ' ')"
			+ " FROM (SELECT * FROM note ORDER BY id)";

	private Rows() {
	}

	static String of(Node node) throws SQLException {
		return read(node, ALL);
	}

	static String integrity(Node node) throws SQLException {
		return read(node, "PRAGMA integrity_check");
	}

	static void commit(Node node, String... sql) throws SQLException {
		Transaction transaction = node.writes().begin("crash sweep");
		try (Statement statement = node.writes().connection().createStatement()) {
			for (String each : sql) {
				statement.execute(each);
			}
			transaction.commit();
		}
		finally {
			transaction.rollback();
		}
	}

	private static String read(Node node, String sql) throws SQLException {
		try (Connection reader = node.openReader()) {
			return node.guard().begin(reader, new Guard.Step<String>() {

				@Override
				public String run() throws SQLException {
					try (Statement statement = reader.createStatement(); ResultSet row = statement.executeQuery(sql)) {
						return row.next() ? String.valueOf(row.getString(1)) : "";
					}
				}

				@Override
				public void undo(String result) {
					// Nothing is held
				}

			});
		}
	}

}
