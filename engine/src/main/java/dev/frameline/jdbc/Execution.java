package dev.frameline.jdbc;

import java.sql.SQLException;

/**
 * Something to run on whichever raw connection routing decides for, possibly on one after the other: it holds its text,
 * its parameters and its settings, and prepares anew each time.
 */
interface Execution {

	/** One statement of SQL; of a batch, its first. */
	String sql();

	/** What is to be known of it before SQLite sees it. */
	SqlKind kind();

	/** Whether it is a batch: meant to write, and run as one transaction. */
	boolean isBatch();

	Outcome on(Handle handle) throws SQLException;

}
