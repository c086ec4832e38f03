package dev.frameline.autoconfigure.kill;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

/**
 * What a database holds of the workloads, read in one transaction.
 *
 * @param integrity what {@code PRAGMA integrity_check} says
 * @param rows by transaction
 * @param counted, bare the counters
 * @param countedRows the rows of those who counted themselves
 * @param tables the ids of those whose tables are there, and {@code newestTables} of those whose should be
 * @param digest of every value and of the schema
 */
record Contents(String integrity, Map<Long, Rows> rows, long counted, long bare, long countedRows, Set<Long> tables,
		Set<Long> newestTables, String digest) {

	/** Rows of a transaction, and how many it wrote. */
	record Rows(int found, int written) {

	}

	static Contents read(DataSource dataSource) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			connection.setReadOnly(true);
			return read(connection);
		}
	}

	static Contents read(Connection connection) throws SQLException {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			Map<Long, Rows> rows = new HashMap<>();
			try (ResultSet each = statement.executeQuery("SELECT id, count(*), max(parts) FROM item GROUP BY id")) {
				while (each.next()) {
					rows.put(each.getLong(1), new Rows(each.getInt(2), each.getInt(3)));
				}
			}
			return new Contents(text(statement, "PRAGMA integrity_check"), rows,
					number(statement, "SELECT n FROM counter WHERE kind = 'COUNTED'"),
					number(statement, "SELECT n FROM counter WHERE kind = 'BARE'"),
					number(statement, "SELECT count(*) FROM item WHERE kind = 'COUNTED'"),
					numbers(statement, "SELECT CAST(substr(name, 6) AS INTEGER) FROM sqlite_schema"
							+ " WHERE name LIKE 'made\\_%' ESCAPE '\\'"),
					numbers(statement, "SELECT max(id) FROM item WHERE kind = 'TABLE' GROUP BY writer"),
					digest(statement));
		}
		finally {
			connection.rollback();
		}
	}

	/** In one line: two databases with the same one hold the same. */
	String fingerprint() {
		return this.integrity + " " + this.rows.size() + " " + this.digest;
	}

	private static String digest(Statement statement) throws SQLException {
		MessageDigest digest = sha256();
		for (String query : List.of("SELECT id, part, parts, kind, writer, hex(payload) FROM item ORDER BY id, part",
				"SELECT kind, n FROM counter ORDER BY kind", "SELECT name, sql FROM sqlite_schema ORDER BY name")) {
			try (ResultSet row = statement.executeQuery(query)) {
				int columns = row.getMetaData().getColumnCount();
				while (row.next()) {
					for (int column = 1; column <= columns; column++) {
						digest.update((row.getString(column) + "|").getBytes(StandardCharsets.UTF_8));
					}
				}
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static Set<Long> numbers(Statement statement, String query) throws SQLException {
		Set<Long> numbers = new TreeSet<>();
		try (ResultSet row = statement.executeQuery(query)) {
			while (row.next()) {
				numbers.add(row.getLong(1));
			}
		}
		return numbers;
	}

	private static long number(Statement statement, String query) throws SQLException {
		return Long.parseLong(text(statement, query));
	}

	private static String text(Statement statement, String query) throws SQLException {
		try (ResultSet row = statement.executeQuery(query)) {
			return row.next() ? row.getString(1) : "nothing";
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
