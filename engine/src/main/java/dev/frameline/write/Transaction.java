package dev.frameline.write;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * A transaction on the writer connection, from {@code BEGIN IMMEDIATE} until it is published, discarded or rolled
 * back. Its holder has the writer lane.
 *
 * <p>Its holder synchronizes on the transaction from asking {@link #isOpen()} until the statement has returned, and so
 * does the path when it ends a transaction that has lasted too long. Otherwise that could happen between the two, and
 * the statement would commit by itself.
 */
public interface Transaction {

	/**
	 * Whether SQLite still has the transaction open. It ends by itself after {@code OR ROLLBACK},
	 * {@code RAISE(ROLLBACK)}, an interrupt or a full disk, in the middle of a statement; the path ends it when it
	 * has lasted longer than {@code write.max-duration}. Ask after every statement that failed, and before every
	 * statement: on the raw connection the next one would commit by itself.
	 */
	boolean isOpen();

	/** Whether it began on what readers saw then, and not on commits that nobody is shown yet. */
	default boolean begunOnVisible() {
		return true;
	}

	/**
	 * What is to be done before the path ends the transaction by itself, because it lasted too long: statements that
	 * are still open on the raw connection would get in the way of the next one, and must be closed. Runs on another
	 * thread, synchronized on the transaction.
	 */
	default void beforeExpiry(Closing closing) {
		// A path that never ends a transaction by itself needs nothing
	}

	/**
	 * What is to be given back before somebody else takes the writer, which a commit hands on before it returns. Runs
	 * once, on the thread that commits.
	 */
	default void beforeHandOver(Closing closing) {
		// A path that commits in its own turn hands nothing over
	}

	/**
	 * Why the path has ended the transaction by itself, if it did so for what others have done.
	 * @return a new exception each time; {@code null} if it has not
	 */
	default @Nullable SQLException ending() {
		return null;
	}

	/**
	 * Commits: hidden, then appended, then published. When it returns, the transaction is durable and visible. The lane
	 * is free as soon as the commit is hidden.
	 * @throws java.sql.SQLTransactionRollbackException 40001: the log went on without it; nobody saw it
	 * @throws java.sql.SQLTransientConnectionException 08001: nothing could be sent, and nothing was changed
	 * @throws java.sql.SQLNonTransientConnectionException 08007: nobody can tell yet; the node settles it before
	 * its next write
	 * @throws SQLException if SQLite refuses the commit, as for a deferred foreign key; if {@link #isOpen()} then,
	 * the transaction goes on
	 */
	void commit() throws SQLException;

	/**
	 * Commits like {@link #commit()}, keeps the lane, and begins anew; {@code write.max-duration} counts on. If it
	 * throws and {@link #isOpen()} then, the transaction goes on; otherwise it is over and the lane is free, as
	 * somebody else may have to come first: to settle this commit, or to bring what it conflicted with.
	 */
	void commitAndStay() throws SQLException;

	/** Rolls back, as often as called. The lane is free afterwards. */
	void rollback() throws SQLException;

	/**
	 * Rolls back, keeps the lane, and begins anew; {@code write.max-duration} counts on. If it throws, the lane is
	 * free.
	 */
	void rollbackAndStay() throws SQLException;

	/**
	 * TEMP objects are going to be made on the raw connection. They are kept while the lane is, and all dropped before
	 * it goes to somebody else, however that comes about.
	 */
	void dropTempAtEnd();

	/** Closes what is open on the raw connection. */
	@FunctionalInterface
	interface Closing {

		void run() throws SQLException;

	}

}
