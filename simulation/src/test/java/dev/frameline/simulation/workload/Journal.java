package dev.frameline.simulation.workload;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table that tells the order of commits: each transaction adds a token of its own. */
public final class Journal {

	/** Makes it. */
	public static final String CREATE = "CREATE TABLE journal (place INTEGER PRIMARY KEY, token TEXT NOT NULL)";

	/** Adds a token. */
	public static final String APPEND = "INSERT INTO journal (token) VALUES (?)";

	/** All tokens in their order. */
	public static final String READ = "SELECT token FROM journal ORDER BY place";

	private Journal() {
	}

	/** Reads that of a database that nobody uses. */
	public static List<String> read(Path database) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(READ)) {
			List<String> tokens = new ArrayList<>();
			while (rows.next()) {
				tokens.add(rows.getString(1));
			}
			return tokens;
		}
	}

}
