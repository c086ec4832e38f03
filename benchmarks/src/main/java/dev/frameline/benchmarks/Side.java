package dev.frameline.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;

/** What a benchmark runs on. */
public enum Side {

	/** HikariCP over SQLite. */
	PLAIN(PlainDatabase::new),

	PRIMARY(NodeDatabase::primary),

	/** A replica whose primary runs in the same process. */
	REPLICA(NodeDatabase::replica),

	/** The same, with one commit in flight at a time. */
	ONE_IN_FLIGHT(NodeDatabase::oneInFlight),

	/** HikariCP over SQLite, and a replica that only asks its primary. */
	ASKING(AskingDatabase::new);

	private final Function<Path, Database> opening;

	Side(Function<Path, Database> opening) {
		this.opening = opening;
	}

	/**
	 * Opens a database with {@link Notes} in it.
	 * @param directory an empty one
	 */
	Database open(Path directory) throws IOException, SQLException {
		Path file = directory.resolve("app.db");
		Notes.write(file);
		return this.opening.apply(file);
	}

}
