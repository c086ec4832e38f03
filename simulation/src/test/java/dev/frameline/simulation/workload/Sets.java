package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.frameline.simulation.history.Effect;

/** A set to which elements are added and from which they are removed. */
final class Sets implements Workload {

	private static final int ELEMENTS = 8;

	@Override
	public List<String> schema() {
		return List.of("CREATE TABLE member (element INTEGER PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID");
	}

	@Override
	public Map<String, String> initial() {
		return Map.of();
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		int element = sql.dice().below(ELEMENTS);
		String since = since(sql, element);
		reads.put("member " + element, since);
		if (since.isEmpty()) {
			sql.run("INSERT INTO member VALUES (?, ?)", element, token);
			return List.of(new Effect.Put("member " + element, token));
		}
		sql.run("DELETE FROM member WHERE element = ?", element);
		return List.of(new Effect.Put("member " + element, ""));
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		Map<String, String> read = new TreeMap<>();
		for (int element = 0; element < ELEMENTS; element++) {
			read.put("member " + element, since(sql, element));
		}
		return read;
	}

	private static String since(Sql sql, int element) throws SQLException {
		return sql.value("SELECT since FROM member WHERE element = ?", element);
	}

}
