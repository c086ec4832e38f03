package dev.frameline.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;

/**
 * The way to the node's single writer connection. One per node, safe for any thread.
 */
public interface WritePath {

	/**
	 * Waits for the writer lane and begins a transaction ({@code BEGIN IMMEDIATE}) on the writer connection.
	 * Everybody who changes the file waits in this one fair queue.
	 * @param holder who asks, for the error that others get: a connection's or thread's name
	 * @return the transaction, which the caller ends exactly once
	 * @throws java.sql.SQLTransientException if the lane did not come free within {@code write.acquire-timeout}; the
	 * message names the holder and for how long it has been at it
	 * @throws SQLException if this thread holds the lane already (it would wait for itself), or if the node cannot
	 * write now; the message says why
	 */
	Transaction begin(String holder) throws SQLException;

	/**
	 * Begins a transaction like {@link #begin(String)}, with settings of the connection that hold for it alone.
	 * @param pragmas names in lower case and values of PRAGMAs that do not touch the file, set before {@code BEGIN}
	 */
	default Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
		if (pragmas.isEmpty()) {
			return begin(holder);
		}
		throw new SQLFeatureNotSupportedException(
				"This node's writer cannot take PRAGMAs of one connection: " + pragmas.keySet());
	}

	/**
	 * Runs a statement that SQLite refuses inside a transaction and that is one itself: {@code VACUUM}. Waits for the
	 * lane like {@link #begin(String)}, and ends like {@link Transaction#commit()}.
	 */
	default void runAlone(String holder, String sql) throws SQLException {
		throw new SQLFeatureNotSupportedException("This node cannot run a statement outside a transaction: " + sql);
	}

	/** Whether the calling thread has a transaction open on this path. */
	boolean heldByCurrentThread();

	/**
	 * The raw SQLite connection of the writer. It is in auto-commit mode for the driver; transactions are begun and
	 * ended by the path alone. Nothing may be prepared or run on it except between {@link #begin} and the end of the
	 * transaction, by its holder.
	 */
	Connection connection();

	/**
	 * After a conflict: waits until this node has caught up with what it conflicted with.
	 * @return whether it has, before {@code nanos} nanoseconds were over
	 */
	boolean catchUp(long nanos) throws SQLException;

}
