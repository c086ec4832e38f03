package dev.frameline.simulation.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.simulation.world.Dice;
import dev.frameline.world.Waiting;

/** Statements on a connection, between which time passes now and then. */
public final class Sql {

	private static final int LONGEST_THOUGHT_MILLIS = 20;

	private final Connection connection;

	private final Waiting waiting;

	private final Dice dice;

	Sql(Connection connection, Waiting waiting, Dice dice) {
		this.connection = connection;
		this.waiting = waiting;
		this.dice = dice;
	}

	Dice dice() {
		return this.dice;
	}

	/** Runs a statement that answers nothing. */
	void run(String sql, Object... parameters) throws SQLException {
		think();
		try (PreparedStatement statement = prepared(sql, parameters)) {
			statement.execute();
		}
	}

	/** The first column of all rows, as text; {@code NULL} is the empty text. */
	List<String> column(String sql, Object... parameters) throws SQLException {
		think();
		try (PreparedStatement statement = prepared(sql, parameters); ResultSet rows = statement.executeQuery()) {
			List<String> column = new ArrayList<>();
			while (rows.next()) {
				String value = rows.getString(1);
				column.add((value != null) ? value : "");
			}
			return column;
		}
	}

	/** The one value that a query answers, as text; empty if there is no row. */
	String value(String sql, Object... parameters) throws SQLException {
		List<String> column = column(sql, parameters);
		return column.isEmpty() ? "" : column.get(0);
	}

	private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql);
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
		return statement;
	}

	private void think() throws SQLException {
		if (this.dice.oneIn(3)) {
			try {
				this.waiting.pause(Duration.ofMillis(this.dice.below(LONGEST_THOUGHT_MILLIS)));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new SQLException("interrupted between two statements", "57014", ex);
			}
		}
	}

}
