package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A raw connection for as long as it is one user's, and what is open on it. When its time is over, all of that is
 * closed, whoever still refers to it; its user may be closing some of it at that moment.
 */
final class Handle {

	private final Connection raw;

	private final List<Statement> statements = new ArrayList<>(4);

	private volatile boolean open = true;

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
		return add(this.raw.createStatement());
	}

	PreparedStatement prepare(String sql) throws SQLException {
		return add(this.raw.prepareStatement(sql));
	}

	private synchronized <S extends Statement> S add(S statement) {
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
		if (remove(statement)) {
			statement.close();
		}
	}

	private synchronized boolean remove(Statement statement) {
		return this.statements.remove(statement);
	}

	/** The raw connection becomes somebody else's. */
	void close() throws SQLException {
		this.open = false;
		for (Statement statement : removeAll()) {
			statement.close();
		}
	}

	/** The raw connection is going to be closed, and all that is open on it. */
	void abandon() {
		this.open = false;
		removeAll();
	}

	private synchronized List<Statement> removeAll() {
		List<Statement> all = List.copyOf(this.statements);
		this.statements.clear();
		return all;
	}

}
