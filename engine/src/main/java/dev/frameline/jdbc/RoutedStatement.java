package dev.frameline.jdbc;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A statement of a routed connection. Its text may hold several statements; each is routed by itself. */
class RoutedStatement extends PlainStatement {

	private final RoutedConnection connection;

	private final String database;

	private final Running running;

	/** {@code null} when it is empty, as it is for most. */
	private @Nullable List<String> batch;

	private @Nullable Outcome outcome;

	private @Nullable RoutedResultSet rows;

	private @Nullable Long key;

	private @Nullable ResultSet keys;

	private boolean closeOnCompletion;

	private boolean closed;

	RoutedStatement(RoutedConnection connection, String database, Running running) {
		this.connection = connection;
		this.database = database;
		this.running = running;
	}

	@Override
	public ResultSet executeQuery(String sql) throws SQLException {
		perform(sql, TextExecution.Mode.QUERY);
		return requireRows();
	}

	@Override
	public long executeLargeUpdate(String sql) throws SQLException {
		return perform(sql, TextExecution.Mode.UPDATE).count();
	}

	@Override
	public boolean execute(String sql) throws SQLException {
		return perform(sql, TextExecution.Mode.ANY).rows() != null;
	}

	@Override
	public void addBatch(String sql) throws SQLException {
		checkOpen();
		if (this.batch == null) {
			this.batch = new ArrayList<>();
		}
		this.batch.addAll(SqlScanner.split(sql));
	}

	@Override
	public void clearBatch() throws SQLException {
		checkOpen();
		this.batch = null;
	}

	@Override
	public long[] executeLargeBatch() throws SQLException {
		List<String> batch = this.batch;
		this.batch = null;
		if (batch == null) {
			return new long[0];
		}
		for (String sql : batch) {
			if (!(SqlKind.of(sql) instanceof SqlKind.Plain) && !(SqlKind.of(sql) instanceof SqlKind.Write)) {
				throw Failures.refused(this.database, "a batch takes statements that write, not: " + sql);
			}
		}
		return perform(new TextBatch(this, batch)).counts();
	}

	@Override
	public void cancel() {
		this.running.interrupt();
	}

	@Override
	public void close() throws SQLException {
		if (!this.closed) {
			this.closed = true;
			try {
				closeResults();
			}
			finally {
				this.connection.forget(this);
			}
		}
	}

	/** Runs one thing, and takes what it leaves in the place of what was left before. */
	final Outcome perform(Execution execution) throws SQLException {
		checkOpen();
		closeResults();
		return take(this.running.call(timeout(), () -> this.connection.run(execution)));
	}

	/** The next row of what it left. */
	final boolean next(Outcome outcome, ResultSet rows) throws SQLException {
		int timeout = timeout();
		return (timeout > 0) ? this.running.call(timeout, () -> outcome.next(rows)) : outcome.next(rows);
	}

	final ResultSet requireRows() throws SQLException {
		ResultSet rows = getResultSet();
		if (rows == null) {
			throw new SQLException("Database '" + this.database + "': the query returns no rows at all; use"
					+ " executeUpdate");
		}
		return rows;
	}

	@Override
	final void checkOpen() throws SQLException {
		if (this.closed) {
			throw Failures.closed("statement");
		}
		this.connection.checkOpen();
	}

	final RoutedConnection connection() {
		return this.connection;
	}

	final String database() {
		return this.database;
	}

	final Running running() {
		return this.running;
	}

	final void rowsClosed() throws SQLException {
		if (this.closeOnCompletion) {
			close();
		}
	}

	/** The row id of the insert that was just run, asked at once: the next one on the connection changes it. */
	static @Nullable Long keyOf(Statement raw, SqlKind kind) throws SQLException {
		if (!(kind instanceof SqlKind.Plain plain) || !plain.inserts()) {
			return null;
		}
		try (ResultSet keys = raw.getGeneratedKeys()) {
			return keys.next() ? (Long) keys.getLong(1) : null;
		}
	}

	private Outcome perform(String sql, TextExecution.Mode mode) throws SQLException {
		checkOpen();
		closeResults();
		List<String> statements = SqlScanner.split(sql);
		if (statements.size() == 1) {
			return take(this.running.call(timeout(), () -> this.connection.run(new TextExecution(this, statements.get(0), mode))));
		}
		if (mode == TextExecution.Mode.QUERY) {
			throw new SQLException("Database '" + this.database + "': a query should be one statement, not "
					+ statements.size());
		}
		Outcome last = take(Outcome.count(0, null));
		long count = 0;
		for (String statement : statements) {
			last.close();
			last = take(this.running.call(timeout(), () -> this.connection.run(new TextExecution(this, statement, mode))));
			count += Math.max(0, last.count());
		}
		return (mode == TextExecution.Mode.UPDATE) ? take(Outcome.count(count, last.key())) : last;
	}

	private Outcome take(Outcome outcome) {
		this.outcome = outcome;
		this.key = outcome.key();
		ResultSet rows = outcome.rows();
		this.rows = (rows != null) ? new RoutedResultSet(this, outcome, rows) : null;
		return outcome;
	}

	private void closeResults() throws SQLException {
		Outcome outcome = this.outcome;
		ResultSet keys = this.keys;
		this.outcome = null;
		this.rows = null;
		this.keys = null;
		this.key = null;
		if (keys != null) {
			keys.close();
		}
		if (outcome != null) {
			outcome.close();
		}
	}

	@Override
	public @Nullable ResultSet getResultSet() throws SQLException {
		checkOpen();
		return this.rows;
	}

	@Override
	public long getLargeUpdateCount() throws SQLException {
		checkOpen();
		return (this.outcome != null && this.rows == null) ? this.outcome.count() : -1;
	}

	/** There is never another result. */
	@Override
	public boolean getMoreResults() throws SQLException {
		return getMoreResults(CLOSE_CURRENT_RESULT);
	}

	@Override
	public boolean getMoreResults(int current) throws SQLException {
		checkOpen();
		Outcome outcome = this.outcome;
		this.outcome = null;
		this.rows = null;
		if (outcome != null) {
			outcome.close();
		}
		return false;
	}

	@Override
	public ResultSet getGeneratedKeys() throws SQLException {
		checkOpen();
		if (this.keys == null) {
			ResultSet keys = DetachedRows.key(this.key);
			this.keys = new RoutedResultSet(this, Outcome.detached(keys, null), keys);
		}
		return this.keys;
	}

	@Override
	public Connection getConnection() throws SQLException {
		checkOpen();
		return this.connection;
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void closeOnCompletion() throws SQLException {
		checkOpen();
		this.closeOnCompletion = true;
	}

	@Override
	public boolean isCloseOnCompletion() throws SQLException {
		checkOpen();
		return this.closeOnCompletion;
	}

	static SQLException batchFailure(int entry, long[] counts, SQLException ex) {
		return new BatchUpdateException("batch entry " + entry + ": " + ex.getMessage(), ex.getSQLState(),
				ex.getErrorCode(), Arrays.copyOf(counts, entry), ex);
	}

}
