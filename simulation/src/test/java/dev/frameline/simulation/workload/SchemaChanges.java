package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.frameline.simulation.history.Effect;

/** Tables that come, get another column and an index, and go. */
final class SchemaChanges implements Workload {

	private static final int TABLES = 2;

	private static final int MOST_COLUMNS = 4;

	@Override
	public List<String> schema() {
		return List.of();
	}

	@Override
	public Map<String, String> initial() {
		return Map.of();
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		String table = "extra_" + (1 + sql.dice().below(TABLES));
		String columns = columns(sql, table);
		reads.put(table, columns);
		int count = columns.isEmpty() ? 0 : columns.split(",").length;
		if (count == 0) {
			sql.run("CREATE TABLE " + table + " (c1 TEXT)");
			return List.of(new Effect.Put(table, "c1"));
		}
		if (count == MOST_COLUMNS || sql.dice().oneIn(4)) {
			sql.run("DROP TABLE " + table);
			return List.of(new Effect.Put(table, ""));
		}
		String column = "c" + (count + 1);
		sql.run("ALTER TABLE " + table + " ADD COLUMN " + column + " TEXT");
		sql.run("CREATE INDEX " + table + "_" + column + " ON " + table + " (" + column + ")");
		sql.run("INSERT INTO " + table + " (" + column + ") VALUES (?)", token);
		return List.of(new Effect.Append(table, column));
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		Map<String, String> read = new TreeMap<>();
		for (int table = 1; table <= TABLES; table++) {
			read.put("extra_" + table, columns(sql, "extra_" + table));
		}
		return read;
	}

	private static String columns(Sql sql, String table) throws SQLException {
		return sql.value("SELECT group_concat(name) FROM pragma_table_info(?)", table);
	}

}
