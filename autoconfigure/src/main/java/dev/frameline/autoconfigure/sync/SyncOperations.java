package dev.frameline.autoconfigure.sync;

import java.time.Duration;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.node.NodeStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;

/**
 * What an application can ask of the node beneath its {@code DataSource}. Safe for any thread.
 */
public interface SyncOperations {

	/**
	 * Runs a sync now and waits for it. On a node that follows nobody it returns at once.
	 * @return the status afterwards, also when the sync failed; {@link NodeStatus#lastError()} says why
	 * @throws QueryTimeoutException if it took longer than {@code frameline.sync.initial-timeout}; it goes on
	 */
	NodeStatus sync();

	/**
	 * Ends the generation of a primary's log and begins the next one.
	 * @return the newest generation; the same as before if that has no frame yet
	 * @throws FramelineException if this node is no primary, or the generation cannot end now; the message says why
	 * @throws QueryTimeoutException if it took longer than {@code frameline.sync.initial-timeout}; it goes on
	 */
	long roll();

	/**
	 * How far this node has come: what a reader elsewhere has to wait for to see what this node has written.
	 * @return accepted; {@code null} on a standalone node and before the first copy
	 */
	@Nullable Position position();

	/**
	 * Waits until this node shows {@code position} or a later one.
	 * @param timeout how long at most
	 * @return what it shows
	 * @throws QueryTimeoutException if it does not within {@code timeout}
	 */
	Position await(Position position, Duration timeout);

	/** How the node is doing. */
	NodeStatus status();

}
