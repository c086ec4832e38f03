package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

/** One statement of SQL text. */
final class TextExecution implements Execution {

	private final RoutedStatement statement;

	private final String sql;

	private final SqlKind kind;

	private final Mode mode;

	TextExecution(RoutedStatement statement, String sql, Mode mode) {
		this.statement = statement;
		this.sql = sql;
		this.kind = SqlKind.of(sql);
		this.mode = mode;
	}

	@Override
	public String sql() {
		return this.sql;
	}

	@Override
	public SqlKind kind() {
		return this.kind;
	}

	@Override
	public boolean isBatch() {
		return false;
	}

	@Override
	public Outcome on(Handle handle) throws SQLException {
		Statement raw = handle.create();
		try {
			this.statement.configure(raw);
			Running running = this.statement.running();
			Outcome outcome = running.step(raw, () -> execute(raw, handle)).interruptible(running, raw);
			if (!outcome.isReading()) {
				handle.close(raw);
			}
			return outcome;
		}
		catch (SQLException | RuntimeException | Error ex) {
			handle.close(raw);
			throw ex;
		}
	}

	private Outcome execute(Statement raw, Handle handle) throws SQLException {
		if (this.mode == Mode.QUERY) {
			return Outcome.rows(raw.executeQuery(this.sql), null, () -> handle.close(raw));
		}
		if (this.mode == Mode.UPDATE) {
			long count = raw.executeLargeUpdate(this.sql);
			return Outcome.count(count, RoutedStatement.keyOf(raw, this.kind));
		}
		if (raw.execute(this.sql)) {
			return Outcome.rows(raw.getResultSet(), null, () -> handle.close(raw));
		}
		return Outcome.count(raw.getLargeUpdateCount(), RoutedStatement.keyOf(raw, this.kind));
	}

	/** What the caller expects back. */
	enum Mode {

		QUERY, UPDATE, ANY

	}

}
