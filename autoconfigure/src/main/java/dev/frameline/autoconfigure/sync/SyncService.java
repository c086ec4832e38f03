package dev.frameline.autoconfigure.sync;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.frameline.FramelineException;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps a replica in step while the context runs: one step of following after the other, paced by {@link SyncPace}.
 *
 * <p>A step is a callback and occupies no thread while the primary holds it. A change of status is one INFO line; a
 * step is none. It starts before the web server accepts requests and stops after it has drained, and can be started
 * again: every start is a {@link Run} of its own, and what an earlier one still had under way ends without a successor.
 */
public final class SyncService implements SmartLifecycle {

	/**
	 * Below the phases of Boot's web server and of its graceful shutdown, which are {@code DEFAULT_PHASE - 2048} and
	 * {@code DEFAULT_PHASE - 1024}.
	 */
	public static final int PHASE = DEFAULT_PHASE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(SyncService.class);

	private static final Set<String> SUCCESSES = Set.of("synced", "up-to-date");

	private final String database;

	private final Function<Duration, CompletionStage<NodeStatus>> step;

	private final SyncPace pace;

	private final ScheduledExecutorService executor;

	private volatile @Nullable Run run;

	private volatile @Nullable Status lastStatus;

	/**
	 * @param database the database's name
	 * @param step one step of following, held for at most the given time; completes with the status afterwards
	 * @param executor starts the steps; it is the caller's to close
	 */
	public SyncService(String database, Function<Duration, CompletionStage<NodeStatus>> step, SyncPace pace,
			ScheduledExecutorService executor) {
		this.database = database;
		this.step = step;
		this.pace = pace;
		this.executor = executor;
	}

	@Override
	public synchronized void start() {
		if (this.run == null) {
			Run started = new Run();
			this.run = started;
			started.next(Duration.ZERO);
		}
	}

	@Override
	public synchronized void stop() {
		this.run = null;
	}

	@Override
	public boolean isRunning() {
		return this.run != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void tell(NodeStatus status) {
		Status before = this.lastStatus;
		if (before != status.status()) {
			this.lastStatus = status.status();
			String why = (status.lastError() != null) ? ". " + FramelineException.withoutName(this.database, status.lastError()) : "";
			logger.info("Database '{}': {} at {}{}{}", this.database, status.status(), status.position(),
					(before != null) ? ", after " + before : "", why);
		}
	}

	private static boolean wentWell(NodeStatus status) {
		LastSync sync = status.lastSync();
		return sync != null && SUCCESSES.contains(sync.outcome()) && status.status() != Status.OFFLINE;
	}

	private static boolean broughtFrames(NodeStatus status) {
		LastSync sync = status.lastSync();
		return sync != null && sync.frames() > 0;
	}

	/** From one start to the next stop. Its steps follow one another, so that its counter needs no lock. */
	private final class Run {

		private volatile int failures;

		private volatile boolean answered;

		private boolean isCurrent() {
			return SyncService.this.run == this;
		}

		private void next(Duration pause) {
			try {
				SyncService.this.executor.schedule(this::begin, pause.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Database '{}': syncing ends with its executor", SyncService.this.database, ex);
			}
		}

		private void begin() {
			if (!isCurrent()) {
				return;
			}
			long begun = System.nanoTime();
			// While it is not known that the primary answers, a held pull would keep that unknown for as long as it is held
			Duration hold = this.answered ? SyncService.this.pace.hold() : Duration.ZERO;
			try {
				SyncService.this.step.apply(hold)
					.whenComplete((status, failure) -> end(status, failure, Duration.ofNanos(System.nanoTime() - begun)));
			}
			catch (RuntimeException ex) {
				end(null, ex, Duration.ofNanos(System.nanoTime() - begun));
			}
		}

		private void end(@Nullable NodeStatus status, @Nullable Throwable failure, Duration took) {
			if (!isCurrent()) {
				return;
			}
			if (status == null) {
				logger.error("Database '{}': a sync ended unexpectedly and will be tried again",
						SyncService.this.database, failure);
			}
			else {
				tell(status);
			}
			if (status != null && wentWell(status)) {
				boolean wasHeld = this.answered;
				this.answered = true;
				this.failures = 0;
				next(wasHeld ? SyncService.this.pace.afterSuccess(broughtFrames(status), took) : Duration.ZERO);
			}
			else {
				this.answered = false;
				this.failures++;
				next(SyncService.this.pace.afterFailure(this.failures, ThreadLocalRandom.current().nextDouble()));
			}
		}

	}

}
