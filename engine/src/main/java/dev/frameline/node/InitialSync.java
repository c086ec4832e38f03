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

/** Waits, at start, for what {@code sync.initial} asks: a copy, or one successful sync, or nothing. */
final class InitialSync {

	private static final Logger logger = LoggerFactory.getLogger(InitialSync.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final NodeSettings settings;

	private final World world;

	private final Upstream upstream;

	private final Replica replica;

	private final long deadline;

	InitialSync(NodeSettings settings, World world, Upstream upstream, Replica replica) {
		this.settings = settings;
		this.world = world;
		this.upstream = upstream;
		this.replica = replica;
		this.deadline = world.time().nanos() + settings.sync().initialTimeout().toNanos();
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
					+ this.upstream.url() + " succeeded within " + this.settings.sync().initialTimeout().toSeconds()
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
		if (this.deadline - this.world.time().nanos() < PAUSE.toNanos()) {
			throw failure;
		}
		CompletableFuture<Boolean> over = new CompletableFuture<>();
		this.world.tasks().after(PAUSE, () -> over.complete(true));
		await(over);
	}

	/** Bounded by a task, not by the wait: a context that is closed while it starts interrupts only the unbounded. */
	private <T> T await(CompletionStage<T> stage) {
		CompletableFuture<T> bounded = stage.toCompletableFuture().copy();
		Runnable cancel = this.world.tasks()
			.after(Duration.ofNanos(Math.max(0, this.deadline - this.world.time().nanos())),
					() -> bounded.completeExceptionally(late()));
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
			cancel.run();
		}
	}

	private SourceException late() {
		return new SourceException(SourceException.Kind.UNREACHABLE, "Database '" + this.settings.name() + "': "
				+ this.upstream.url() + " did not answer within frameline.sync.initial-timeout ("
				+ this.settings.sync().initialTimeout().toSeconds() + " s)", null);
	}

}
