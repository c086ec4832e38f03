package dev.frameline.benchmarks;

import javax.sql.DataSource;

/** An open database with {@link Notes} in it, as an application has it. */
interface Database extends AutoCloseable {

	/** Its connections may be made read-only. */
	DataSource reads();

	DataSource writes();

	/** Asks another process's server for nothing, and waits for the answer. Does nothing where there is no server. */
	default void request() {
		// Alone
	}

}
