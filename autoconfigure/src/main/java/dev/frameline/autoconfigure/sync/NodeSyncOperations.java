package dev.frameline.autoconfigure.sync;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;

/**
 * {@link SyncOperations} on a {@link Node}: the caller's thread stands still here, the engine's never do.
 */
public final class NodeSyncOperations implements SyncOperations {

	private final Node node;

	private final Duration syncTimeout;

	/** @param syncTimeout how long {@link #sync()} and {@link #roll()} wait */
	public NodeSyncOperations(Node node, Duration syncTimeout) {
		this.node = node;
		this.syncTimeout = syncTimeout;
	}

	@Override
	public NodeStatus sync() {
		return wait(this.node.sync(Duration.ZERO), this.syncTimeout, "a sync to end");
	}

	@Override
	public long roll() {
		return wait(this.node.roll(), this.syncTimeout, "the generation to end");
	}

	@Override
	public @Nullable Position position() {
		return this.node.position();
	}

	@Override
	public Position await(Position position, Duration timeout) {
		return wait(this.node.await(position), timeout, "position " + position + ", and is at " + position());
	}

	@Override
	public NodeStatus status() {
		return this.node.status();
	}

	private <T> T wait(CompletionStage<T> stage, Duration timeout, String expected) {
		String database = "Database '" + this.node.name() + "': ";
		try {
			return stage.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new QueryTimeoutException(
					database + "waited " + timeout.toMillis() + " ms for " + expected + "; its status is " + status(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new QueryTimeoutException(database + "interrupted while waiting for " + expected, ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof FramelineException cause) {
				throw cause;
			}
			throw new FramelineException(database + "waiting for " + expected + " failed: " + ex.getCause(), ex.getCause());
		}
	}

}
