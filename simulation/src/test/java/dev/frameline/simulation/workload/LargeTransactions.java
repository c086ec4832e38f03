package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.frameline.simulation.history.Effect;

/** Transactions of many pages, so that they cross the network in parts and the WAL grows until it is checkpointed. */
final class LargeTransactions implements Workload {

	private static final int PAGE = 4096;

	private static final int MOST_ROWS = 4;

	private final int mostPages;

	/** @param mostPages of one row */
	LargeTransactions(int mostPages) {
		this.mostPages = mostPages;
	}

	@Override
	public List<String> schema() {
		return List.of("CREATE TABLE large (id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
	}

	@Override
	public Map<String, String> initial() {
		return Map.of();
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		String sizes = sizes(sql);
		reads.put("large", sizes);
		int rows = sizes.isEmpty() ? 0 : sizes.split(",").length;
		if (rows >= MOST_ROWS) {
			sql.run("DELETE FROM large");
			return List.of(new Effect.Put("large", ""));
		}
		int size = (1 + sql.dice().below(this.mostPages)) * PAGE + sql.dice().below(PAGE);
		byte[] content = new byte[size];
		Arrays.fill(content, (byte) token.hashCode());
		sql.run("INSERT INTO large (content) VALUES (?)", content);
		return List.of(new Effect.Append("large", String.valueOf(size)));
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		return Map.of("large", sizes(sql));
	}

	private static String sizes(Sql sql) throws SQLException {
		return String.join(",", sql.column("SELECT length(content) FROM large ORDER BY id"));
	}

}
