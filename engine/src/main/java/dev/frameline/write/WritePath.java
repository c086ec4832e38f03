package dev.frameline.write;

import java.sql.Connection;
import java.sql.SQLException;

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
