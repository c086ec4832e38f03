package dev.frameline.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import dev.frameline.FramelineException;
import dev.frameline.log.SourceException;
import dev.frameline.node.NodeSettings.Initial;
import dev.frameline.node.NodeSettings.OnDivergence;
import dev.frameline.replica.FollowState;
import dev.frameline.replica.Replica;
import dev.frameline.replica.Upstream;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, at start, for what {@code sync.initial} asks: a copy, or one successful sync, or nothing.
 *
 * <p>{@code sync.initial-timeout} bounds how long nothing goes forward. As long as bytes come that were not here before,
 * the start goes on waiting, and says so once: a start that gave up in the middle of a large base would begin it anew
 * the next time.
 */
final class InitialSync {

	private static final Logger logger = LoggerFactory.getLogger(InitialSync.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final NodeSettings settings;

	private final World world;

	private final Upstream upstream;

	private final Replica replica;

	private final long timeout;

	private final long begun;

	private volatile boolean saidLong;

	InitialSync(NodeSettings settings, World world, Upstream upstream, Replica replica) {
		this.settings = settings;
		this.world = world;
		this.upstream = upstream;
		this.replica = replica;
		this.timeout = settings.sync().initialTimeout().toNanos();
		this.begun = world.time().nanos();
	}

	/** @throws FramelineException if it did not come in time; a {@link SourceException} if the primary was the reason */
	void run() {
		boolean syncFirst = this.settings.sync().initial() == Initial.REQUIRED;
		if (this.settings.sync().initial() == Initial.IN_BACKGROUND || (this.replica.copy() != null && !syncFirst)) {
			return;
		}
		reachPrimary();
		FollowState state = await(this.replica.step(Duration.ZERO));
		while (state.failing() || state.diverged() != null || this.replica.copy() == null) {
			if (state.diverged() != null && this.settings.sync().onDivergence() == OnDivergence.STOP) {
				throw new DivergedException(String.valueOf(state.lastError()));
			}
			pauseOrThrow(new FramelineException("Database '" + this.settings.name() + "': no sync with "
					+ this.upstream.url() + " succeeded, and nothing new came for " + seconds()
					+ " s (frameline.sync.initial-timeout): " + state.lastError()));
			state = await(this.replica.step(Duration.ZERO));
		}
	}

	private void reachPrimary() {
		boolean said = false;
		SourceException failure = ask();
		while (failure != null) {
			boolean mayPass = failure.kind() == SourceException.Kind.UNREACHABLE
					|| failure.kind() == SourceException.Kind.BUSY;
			if (!mayPass) {
				throw failure;
			}
			if (!said) {
				logger.info("Database '{}': waiting for the primary at {}", this.settings.name(), this.upstream.url());
				said = true;
			}
			pauseOrThrow(failure);
			failure = ask();
		}
	}

	private @Nullable SourceException ask() {
		try {
			await(this.upstream.info());
			return null;
		}
		catch (SourceException ex) {
			return ex;
		}
	}

	private void pauseOrThrow(FramelineException failure) {
		if (left() < PAUSE.toNanos()) {
			throw failure;
		}
		CompletableFuture<Boolean> over = new CompletableFuture<>();
		this.world.tasks().after(PAUSE, () -> over.complete(true));
		await(over);
	}

	/** Bounded by a task, not by the wait: a context that is closed while it starts interrupts only the unbounded. */
	private <T> T await(CompletionStage<T> stage) {
		CompletableFuture<T> bounded = stage.toCompletableFuture().copy();
		bound(bounded);
		try {
			return this.world.waiting().await(bounded);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() instanceof CompletionException && ex.getCause().getCause() != null)
					? ex.getCause().getCause() : ex.getCause();
			if (cause instanceof FramelineException known) {
				throw known;
			}
			throw new FramelineException("Database '" + this.settings.name() + "': the first sync failed", cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FramelineException("Database '" + this.settings.name() + "': the first sync was interrupted", ex);
		}
		finally {
			bounded.cancel(false);
		}
	}

	private void bound(CompletableFuture<?> bounded) {
		Runnable cancel = this.world.tasks().after(Duration.ofNanos(Math.max(0, left())), () -> {
			if (left() > 0) {
				sayThatItIsLong();
				bound(bounded);
			}
			else {
				bounded.completeExceptionally(late());
			}
		});
		bounded.whenComplete((result, failure) -> cancel.run());
	}

	/** Nanoseconds, from when something last came. */
	private long left() {
		long now = this.world.time().nanos();
		return this.timeout - Math.min(now - this.begun, now - this.replica.movedAt());
	}

	private void sayThatItIsLong() {
		if (!this.saidLong) {
			this.saidLong = true;
			logger.info("Database '{}': the first sync has taken longer than frameline.sync.initial-timeout ({} s); the"
					+ " start goes on waiting as long as more of it comes", this.settings.name(), seconds());
		}
	}

	private SourceException late() {
		return new SourceException(SourceException.Kind.UNREACHABLE, "Database '" + this.settings.name() + "': "
				+ this.upstream.url() + " sent nothing new within frameline.sync.initial-timeout (" + seconds() + " s)",
				null);
	}

	private long seconds() {
		return this.settings.sync().initialTimeout().toSeconds();
	}

}
