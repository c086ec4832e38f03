package dev.frameline.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;

/** What durable commits cost: on whichever side, the row survives a power cut once the call returned. */
@NullUnmarked
public class Commits extends Subject {

	private DataSource source;

	private Database database;

	@Override
	void begin(Database database) {
		this.database = database;
		this.source = database.writes();
	}

	/** An empty request first. */
	@Benchmark
	public int requestAndInsert() throws SQLException {
		this.database.request();
		return insert();
	}

	/** Inserts one row outside a transaction, on a connection that is asked for and given back. */
	@Benchmark
	public int insert() throws SQLException {
		try (Connection connection = this.source.getConnection();
				PreparedStatement statement = connection.prepareStatement(Notes.INSERT)) {
			statement.setString(1, Notes.anyText());
			return statement.executeUpdate();
		}
	}

}
