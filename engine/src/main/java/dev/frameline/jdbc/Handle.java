package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A raw connection for as long as it is one user's, and what is open on it. When its time is over, all of that is
 * closed, whoever still refers to it.
 */
final class Handle {

	private final Connection raw;

	private final List<Statement> statements = new ArrayList<>(4);

	private boolean open = true;

	private final Runnable whenIdle;

	private int cursors;

	Handle(Connection raw) {
		this(raw, () -> {
		});
	}

	/** @param whenIdle what is to be done each time that no rows are being read any more */
	Handle(Connection raw, Runnable whenIdle) {
		this.raw = raw;
		this.whenIdle = whenIdle;
	}

	Connection raw() {
		return this.raw;
	}

	boolean isOpen() {
		return this.open;
	}

	Statement create() throws SQLException {
		Statement statement = this.raw.createStatement();
		this.statements.add(statement);
		return statement;
	}

	PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.raw.prepareStatement(sql);
		this.statements.add(statement);
		return statement;
	}

	/** Counts rows that are being read on it. */
	Outcome track(Outcome outcome) {
		if (outcome.isReading()) {
			this.cursors++;
			outcome.readOn(this);
		}
		return outcome;
	}

	/** One of those that it counts is not being read any more. */
	void rowsRead() {
		this.cursors--;
		if (this.cursors == 0) {
			this.whenIdle.run();
		}
	}

	boolean isReading() {
		return this.cursors > 0;
	}

	/** Closes one of its statements; does nothing when its time is over. */
	void close(Statement statement) throws SQLException {
		if (this.statements.remove(statement)) {
			statement.close();
		}
	}

	/** The raw connection becomes somebody else's. */
	void close() throws SQLException {
		this.open = false;
		for (Statement statement : this.statements) {
			statement.close();
		}
		this.statements.clear();
	}

}
