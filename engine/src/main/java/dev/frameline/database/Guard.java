package dev.frameline.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a reader begins, so that it sees what is visible and nothing tentative.
 */
public interface Guard {

	/**
	 * Runs the first step of something that reads, and answers its result once it is certain that SQLite took a
	 * visible snapshot for it. Otherwise the result is undone and the step repeated.
	 *
	 * <p>A step is whatever makes SQLite take its snapshot or read the schema: preparing a statement, the first
	 * execution of a statement outside a transaction, or {@code BEGIN} with a touching {@code SELECT}. Statements
	 * inside a transaction that began here need no guard. An exception of the step is believed only if its snapshot
	 * was a visible one, and repeated otherwise.
	 * @param connection the reader's physical connection, which must have no other step running
	 */
	<T> T begin(Connection connection, Step<T> step) throws SQLException;

	/**
	 * What is visible now, as a token: two calls answer the same object exactly when nothing was published in
	 * between.
	 */
	Object visible();

	/** Something that takes a snapshot. */
	interface Step<T> {

		T run() throws SQLException;

		/** Gives the snapshot back: closes the result, rolls back. Never called for a run that threw. */
		void undo(T result) throws SQLException;

	}

}
