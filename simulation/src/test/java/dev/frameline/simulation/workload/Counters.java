package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.frameline.simulation.history.Effect;

/** Counters that are read and written back increased, as it is most often done, and most often done wrong. */
final class Counters implements Workload {

	private static final int COUNTERS = 3;

	@Override
	public List<String> schema() {
		return List.of("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
				"INSERT INTO counter VALUES (1, 0), (2, 0), (3, 0)");
	}

	@Override
	public Map<String, String> initial() {
		Map<String, String> initial = new TreeMap<>();
		for (int counter = 1; counter <= COUNTERS; counter++) {
			initial.put("counter " + counter, "0");
		}
		return initial;
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		int counter = 1 + sql.dice().below(COUNTERS);
		if (sql.dice().oneIn(3)) {
			sql.run("UPDATE counter SET n = n + 1 WHERE id = ?", counter);
			return List.of(new Effect.Add("counter " + counter, 1));
		}
		String n = sql.value("SELECT n FROM counter WHERE id = ?", counter);
		reads.put("counter " + counter, n);
		sql.run("UPDATE counter SET n = ? WHERE id = ?", Long.parseLong(n) + 1, counter);
		return List.of(new Effect.Put("counter " + counter, String.valueOf(Long.parseLong(n) + 1)));
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		Map<String, String> read = new TreeMap<>();
		for (int counter = 1; counter <= COUNTERS; counter++) {
			read.put("counter " + counter, sql.value("SELECT n FROM counter WHERE id = ?", counter));
		}
		return read;
	}

}
