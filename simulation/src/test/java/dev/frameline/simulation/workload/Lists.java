package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.frameline.simulation.history.Effect;

/** Lists that only grow. */
final class Lists implements Workload {

	private static final int LISTS = 3;

	@Override
	public List<String> schema() {
		return List.of("CREATE TABLE item (id INTEGER PRIMARY KEY, list INTEGER NOT NULL, value TEXT NOT NULL)",
				"CREATE INDEX item_list ON item (list)");
	}

	@Override
	public Map<String, String> initial() {
		return Map.of();
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		int list = 1 + sql.dice().below(LISTS);
		if (sql.dice().oneIn(2)) {
			reads.put("list " + list, elements(sql, list));
		}
		sql.run("INSERT INTO item (list, value) VALUES (?, ?)", list, token);
		return List.of(new Effect.Append("list " + list, token));
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		Map<String, String> read = new TreeMap<>();
		for (int list = 1; list <= LISTS; list++) {
			read.put("list " + list, elements(sql, list));
		}
		return read;
	}

	private static String elements(Sql sql, int list) throws SQLException {
		return String.join(",", sql.column("SELECT value FROM item WHERE list = ? ORDER BY id", list));
	}

}
