package dev.frameline.jdbc;

import java.sql.SQLException;

/** A transaction of a connection, from its first statement on. */
interface Work {

	/** @param writes whether it is known to write, so that a reader need not be tried */
	Outcome run(Execution execution, boolean writes) throws SQLException;

	/** Runs a savepoint's {@code SAVEPOINT}, {@code RELEASE} or {@code ROLLBACK TO}. */
	void savepoint(String sql) throws SQLException;

	/** Whether the transaction can go on. One that SQLite or the write path has ended cannot. */
	boolean isOpen();

	/** Commits. If it throws and {@link #isOpen()} then, the transaction goes on. */
	void commit() throws SQLException;

	/** Rolls back and gives everything back, as often as called. */
	void rollback() throws SQLException;

}
