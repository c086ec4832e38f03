package dev.frameline.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows as the application reads them: they belong to the logical statement, and end with it or its transaction. */
final class RoutedResultSet extends DelegatingResultSet {

	private final RoutedStatement statement;

	private final Outcome outcome;

	private final ResultSet rows;

	private boolean closed;

	RoutedResultSet(RoutedStatement statement, Outcome outcome, ResultSet rows) {
		super(rows);
		this.statement = statement;
		this.outcome = outcome;
		this.rows = rows;
	}

	/** The driver would say of rows whose snapshot was ended that they are closed, or nothing at all. */
	@Override
	ResultSet rows() throws SQLException {
		this.outcome.check();
		return this.rows;
	}

	/** The driver answers {@code false} on rows that were closed under it; that would pass for their end. */
	@Override
	public boolean next() throws SQLException {
		if (this.closed || rows().isClosed()) {
			throw Failures.closed("result set");
		}
		return this.statement.next(this.outcome, this.rows);
	}

	@Override
	public Statement getStatement() throws SQLException {
		if (this.closed) {
			throw Failures.closed("result set");
		}
		return this.statement;
	}

	@Override
	public ResultSetMetaData getMetaData() throws SQLException {
		return new DelegatingResultSetMetaData(rows().getMetaData());
	}

	@Override
	public boolean isClosed() throws SQLException {
		return this.closed || this.rows.isClosed();
	}

	@Override
	public void close() throws SQLException {
		if (!this.closed) {
			this.closed = true;
			this.outcome.close();
			this.statement.rowsClosed();
		}
	}

}
