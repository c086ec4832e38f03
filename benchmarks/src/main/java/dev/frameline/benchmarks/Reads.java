package dev.frameline.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** What reads cost, each operation on a connection that it asks for and gives back, as applications do. */
@NullUnmarked
public class Reads extends Subject {

	private static final int STATEMENTS = 10;

	private static final int ROWS = 100;

	private DataSource source;

	@Override
	void begin(Database database) {
		this.source = database.reads();
	}

	/** One row by its key, outside a transaction. */
	@Benchmark
	public String point() throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			return read(connection);
		}
	}

	/** One connection, outside a transaction, on which a row is read by its key ten times, each prepared anew. */
	@Benchmark
	public void tenPoints(Blackhole blackhole) throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			for (int i = 0; i < STATEMENTS; i++) {
				blackhole.consume(read(connection));
			}
		}
	}

	/** A hundred rows in the order of their keys, outside a transaction. */
	@Benchmark
	public void hundredRows(Blackhole blackhole) throws SQLException {
		try (Connection connection = this.source.getConnection();
				PreparedStatement statement = connection.prepareStatement(Notes.FROM_ID)) {
			statement.setLong(1, Notes.anyIdBefore(ROWS));
			statement.setInt(2, ROWS);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					blackhole.consume(rows.getLong(1));
					blackhole.consume(rows.getString(2));
				}
			}
		}
	}

	/** A read-only transaction that reads one row by its key. */
	@Benchmark
	public void transactionOfOne(Blackhole blackhole) throws SQLException {
		transaction(1, blackhole);
	}

	/** A read-only transaction that reads five rows by their keys, one after the other. */
	@Benchmark
	public void transactionOfFive(Blackhole blackhole) throws SQLException {
		transaction(5, blackhole);
	}

	/** The calls are those of Spring's {@code DataSourceTransactionManager}. */
	private void transaction(int reads, Blackhole blackhole) throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			for (int i = 0; i < reads; i++) {
				blackhole.consume(read(connection));
			}
			connection.commit();
			connection.setAutoCommit(true);
		}
	}

	private static String read(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(Notes.BY_ID)) {
			statement.setLong(1, Notes.anyId());
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				return rows.getString(1);
			}
		}
	}

}
