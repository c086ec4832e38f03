package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * What a statement is running at this moment, so that another thread can interrupt it. The driver interrupts whatever
 * its connection runs; so it must not be asked when that already is somebody else's.
 */
final class Running {

	private @Nullable Statement current;

	<T> T run(Statement raw, Step<T> step) throws SQLException {
		set(raw);
		try {
			return step.run();
		}
		finally {
			set(null);
		}
	}

	synchronized void interrupt() throws SQLException {
		if (this.current != null) {
			this.current.cancel();
		}
	}

	private synchronized void set(@Nullable Statement statement) {
		this.current = statement;
	}

	/** Something that may be interrupted. */
	@FunctionalInterface
	interface Step<T> {

		T run() throws SQLException;

	}

}
