package dev.frameline.jdbc;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A prepared statement of a routed connection. It is prepared where it runs, when it runs, and stays prepared there
 * for as long as that connection is this one's.
 */
final class RoutedPreparedStatement extends RecordingPreparedStatement {

	private final String sql;

	private final SqlKind kind;

	/** {@code null} when it is empty, as it is for most. */
	private @Nullable List<@Nullable Parameter[]> batch;

	private @Nullable Handle preparedOn;

	private @Nullable PreparedStatement prepared;

	private @Nullable Outcome described;

	RoutedPreparedStatement(RoutedConnection connection, String database, Running running, String sql)
			throws SQLException {
		super(connection, database, running);
		List<String> statements = SqlScanner.split(sql);
		if (statements.size() != 1) {
			throw new SQLException("Database '" + database + "': a prepared statement should be one statement, not "
					+ statements.size() + ": " + sql);
		}
		this.sql = statements.get(0);
		this.kind = SqlKind.of(this.sql);
	}

	@Override
	public ResultSet executeQuery() throws SQLException {
		perform(new Prepared((raw) -> rows(raw, raw.executeQuery())));
		return requireRows();
	}

	@Override
	public long executeLargeUpdate() throws SQLException {
		return perform(new Prepared((raw) -> {
			long count = raw.executeLargeUpdate();
			return Outcome.count(count, keyOf(raw, this.kind));
		})).count();
	}

	@Override
	public int executeUpdate() throws SQLException {
		return (int) executeLargeUpdate();
	}

	@Override
	public boolean execute() throws SQLException {
		return perform(new Prepared((raw) -> {
			if (raw.execute()) {
				return rows(raw, raw.getResultSet());
			}
			return Outcome.count(raw.getLargeUpdateCount(), keyOf(raw, this.kind));
		})).rows() != null;
	}

	@Override
	public void addBatch() throws SQLException {
		checkOpen();
		if (this.batch == null) {
			this.batch = new ArrayList<>();
		}
		this.batch.add(recorded());
	}

	@Override
	public void clearBatch() throws SQLException {
		checkOpen();
		this.batch = null;
	}

	@Override
	public long[] executeLargeBatch() throws SQLException {
		List<@Nullable Parameter[]> batch = this.batch;
		this.batch = null;
		return (batch == null) ? new long[0] : perform(new PreparedBatch(batch)).counts();
	}

	/** The columns, or {@code null} for a statement without. */
	@Override
	public @Nullable ResultSetMetaData getMetaData() throws SQLException {
		if (this.described == null) {
			this.described = describe((raw) -> {
				if (DetachedRows.columnCount(raw) == 0) {
					return Outcome.count(0, null);
				}
				return Outcome.detached(DetachedRows.columns(raw), null);
			});
		}
		ResultSet columns = this.described.rows();
		return (columns != null) ? new DelegatingResultSetMetaData(columns.getMetaData()) : null;
	}

	@Override
	public ParameterMetaData getParameterMetaData() throws SQLException {
		checkOpen();
		return new RoutedParameterMetaData(() -> (int) describe(
				(raw) -> Outcome.count(raw.getParameterMetaData().getParameterCount(), null)).count());
	}

	@Override
	public void close() throws SQLException {
		try {
			super.close();
		}
		finally {
			forgetPrepared();
			if (this.described != null) {
				this.described.close();
			}
		}
	}

	@Override
	public ResultSet executeQuery(String sql) throws SQLException {
		throw ownText();
	}

	@Override
	public boolean execute(String sql) throws SQLException {
		throw ownText();
	}

	@Override
	public long executeLargeUpdate(String sql) throws SQLException {
		throw ownText();
	}

	@Override
	public void addBatch(String sql) throws SQLException {
		throw ownText();
	}

	private SQLException ownText() {
		return new SQLException("Database '" + database() + "': a prepared statement has a text of its own");
	}

	private Outcome rows(PreparedStatement raw, ResultSet rows) {
		return Outcome.rows(rows, null, () -> {
		});
	}

	/** Asks the driver about the statement, without running it. */
	private Outcome describe(Question question) throws SQLException {
		checkOpen();
		return connection().run(new Execution() {

			/** Nothing is run: it is neither a write nor anything else to be recognised. */
			@Override
			public String sql() {
				return "";
			}

			@Override
			public SqlKind kind() {
				return SqlKind.READS_OR_WRITES;
			}

			@Override
			public boolean isBatch() {
				return false;
			}

			@Override
			public Outcome on(Handle handle) throws SQLException {
				return question.answer(preparedOn(handle));
			}

		});
	}

	private PreparedStatement preparedOn(Handle handle) throws SQLException {
		PreparedStatement prepared = this.prepared;
		if (prepared == null || this.preparedOn != handle || !handle.isOpen()) {
			forgetPrepared();
			prepared = handle.prepare(this.sql);
			this.preparedOn = handle;
			this.prepared = prepared;
		}
		configure(prepared);
		return prepared;
	}

	/** The driver finalizes a statement that fails: the guard's next attempt, or the application's, needs another. */
	private Outcome run(Handle handle, Run run) throws SQLException {
		try {
			return run.on(preparedOn(handle));
		}
		catch (SQLException ex) {
			forgetPrepared();
			throw ex;
		}
	}

	private void forgetPrepared() throws SQLException {
		if (this.preparedOn != null && this.prepared != null) {
			this.preparedOn.close(this.prepared);
		}
		this.preparedOn = null;
		this.prepared = null;
	}

	private interface Question {

		Outcome answer(PreparedStatement raw) throws SQLException;

	}

	private interface Run {

		Outcome on(PreparedStatement raw) throws SQLException;

	}

	/** This statement with its parameters. */
	private final class Prepared implements Execution {

		private final Run run;

		Prepared(Run run) {
			this.run = run;
		}

		@Override
		public String sql() {
			return RoutedPreparedStatement.this.sql;
		}

		@Override
		public SqlKind kind() {
			return RoutedPreparedStatement.this.kind;
		}

		@Override
		public boolean isBatch() {
			return false;
		}

		@Override
		public Outcome on(Handle handle) throws SQLException {
			return RoutedPreparedStatement.this.run(handle, (raw) -> {
				bind(raw, parameters());
				return running().step(raw, () -> this.run.on(raw)).interruptible(running(), raw);
			});
		}

	}

	/** This statement with one set of parameters after the other. */
	private final class PreparedBatch implements Execution {

		private final List<@Nullable Parameter[]> batch;

		PreparedBatch(List<@Nullable Parameter[]> batch) {
			this.batch = batch;
		}

		@Override
		public String sql() {
			return RoutedPreparedStatement.this.sql;
		}

		@Override
		public SqlKind kind() {
			return RoutedPreparedStatement.this.kind;
		}

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public Outcome on(Handle handle) throws SQLException {
			return RoutedPreparedStatement.this.run(handle, this::runEach);
		}

		private Outcome runEach(PreparedStatement raw) throws SQLException {
			long[] counts = new long[this.batch.size()];
			for (int i = 0; i < counts.length; i++) {
				try {
					bind(raw, this.batch.get(i));
					counts[i] = running().step(raw, raw::executeLargeUpdate);
				}
				catch (SQLException ex) {
					throw batchFailure(i, counts, ex);
				}
			}
			return Outcome.counts(counts);
		}

	}

}
