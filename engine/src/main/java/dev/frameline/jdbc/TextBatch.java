package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.List;

/** Several statements of SQL text as one. */
final class TextBatch implements Execution {

	private final List<TextExecution> entries;

	TextBatch(RoutedStatement statement, List<String> batch) {
		this.entries = batch.stream().map((sql) -> new TextExecution(statement, sql, TextExecution.Mode.UPDATE)).toList();
	}

	@Override
	public String sql() {
		return this.entries.get(0).sql();
	}

	@Override
	public SqlKind kind() {
		return this.entries.get(0).kind();
	}

	@Override
	public boolean isBatch() {
		return true;
	}

	@Override
	public Outcome on(Handle handle) throws SQLException {
		long[] counts = new long[this.entries.size()];
		for (int i = 0; i < counts.length; i++) {
			try {
				counts[i] = this.entries.get(i).on(handle).count();
			}
			catch (SQLException ex) {
				throw RoutedStatement.batchFailure(i, counts, ex);
			}
		}
		return Outcome.counts(counts);
	}

}
