package dev.frameline.write;

import java.io.IOException;
import java.sql.SQLException;

import dev.frameline.FramelineException;

/** Turns the file's failures into those that JDBC knows. */
final class FileCalls {

	private final String database;

	FileCalls(String database) {
		this.database = database;
	}

	/** Runs an action on the file. */
	void run(Action action) throws SQLException {
		get(() -> {
			action.run();
			return true;
		});
	}

	/** Asks something of the file. */
	<T> T get(Call<T> call) throws SQLException {
		try {
			return call.run();
		}
		catch (IOException | FramelineException ex) {
			throw new SQLException("Database '" + this.database + "': "
					+ FramelineException.withoutName(this.database, String.valueOf(ex.getMessage())), "58030", ex);
		}
	}

	@FunctionalInterface
	interface Action {

		void run() throws SQLException, IOException;

	}

	@FunctionalInterface
	interface Call<T> {

		T run() throws SQLException, IOException;

	}

}
