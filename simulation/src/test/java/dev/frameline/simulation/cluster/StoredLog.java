package dev.frameline.simulation.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The log on a primary's disk, read with nothing but SQLite: a base with the frames of its generation as its WAL is a
 * database, and what comes out of it, with the frames of the next generation as its WAL, is the next one.
 */
public final class StoredLog {

	private StoredLog() {
	}

	/**
	 * Makes a database of the newest base and all that follows it. Reads only; a node may use the log meanwhile.
	 * @param log a log directory
	 * @param database is replaced
	 */
	public static void restore(Path log, Path database) throws IOException, SQLException {
		List<Path> generations = generations(log);
		int newest = generations.size() - 1;
		while (newest > 0 && !hasBase(generations.get(newest))) {
			newest--;
		}
		Files.copy(generations.get(newest).resolve("base.db"), database, StandardCopyOption.REPLACE_EXISTING);
		for (Path generation : generations.subList(newest, generations.size())) {
			addFrames(generation, database);
		}
	}

	/** Those that exist, in their order. */
	public static List<Path> generations(Path log) throws IOException {
		try (Stream<Path> directories = Files.list(log)) {
			TreeSet<Long> numbers = new TreeSet<>();
			directories.filter((directory) -> Files.exists(directory.resolve("generation.json")))
				.forEach((directory) -> numbers.add(Long.valueOf(directory.getFileName().toString())));
			return numbers.stream().map((number) -> log.resolve(String.valueOf(number))).toList();
		}
	}

	/** Whether a generation's base is complete. */
	public static boolean hasBase(Path generation) throws IOException {
		return !Files.readString(generation.resolve("generation.json")).contains("\"base\": null");
	}

	/** Lets SQLite bring a database to the end of a generation. */
	public static void addFrames(Path generation, Path database) throws IOException, SQLException {
		Path wal = database.resolveSibling(database.getFileName() + "-wal");
		Files.copy(generation.resolve("frames.wal"), wal, StandardCopyOption.REPLACE_EXISTING);
		empty(database);
	}

	/** Lets SQLite put what its WAL holds into a database that nobody uses. */
	public static void empty(Path database) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
		}
	}

}
