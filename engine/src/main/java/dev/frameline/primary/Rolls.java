package dev.frameline.primary;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.frameline.FramelineException;
import dev.frameline.database.Lane;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends generations: on request, and by itself once one has grown long compared with its base. Then has the next base
 * built and old generations deleted, none of which holds anybody up.
 *
 * <p>A libSQL client that has pushed only a part of what it has can never push the rest into another generation. So a
 * generation does not end within a pushed transaction, and by itself not within a minute after a push either; both for
 * a bounded time, or one busy client would keep the log from ever being folded.
 */
final class Rolls {

	private static final Logger logger = LoggerFactory.getLogger(Rolls.class);

	/** For how long after a push a client may be about to push more. */
	static final Duration QUIET = Duration.ofMinutes(1);

	/** For how long such clients are waited for. */
	static final Duration PATIENCE = Duration.ofMinutes(10);

	/** After a roll that did not come about. */
	private static final Duration PAUSE = Duration.ofSeconds(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

	private final LogDirectory log;

	private final Turns turns;

	private final Landing landing;

	private final Pushes pushes;

	private final HeldPulls held;

	private final RollSettings settings;

	private final World world;

	private final AtomicBoolean due = new AtomicBoolean();

	private long dueSince;

	private volatile boolean stopped;

	private Runnable nextRoll = () -> {
	};

	private Runnable nextTidying = () -> {
	};

	Rolls(LogDirectory log, Turns turns, Landing landing, Pushes pushes, HeldPulls held, RollSettings settings,
			World world) {
		this.log = log;
		this.turns = turns;
		this.landing = landing;
		this.pushes = pushes;
		this.held = held;
		this.settings = settings;
		this.world = world;
	}

	/** The log was opened: what the last run left to do is done. */
	void begin() {
		tidy();
		grown();
	}

	/** The log has grown, or what kept its generation from ending is over. */
	void grown() {
		if (isLongEnough() && this.due.compareAndSet(false, true)) {
			this.dueSince = this.world.time().nanos();
			rollByItself();
		}
	}

	private boolean isLongEnough() {
		return this.log.isLongerThan(this.settings.atRatio(), this.settings.atLeast());
	}

	private void rollByItself() {
		if (this.stopped) {
			return;
		}
		// Another one may have begun while this was waited for
		if (!isLongEnough()) {
			settled();
			return;
		}
		Duration wait = quietAfter();
		if (!wait.isZero()) {
			later(wait);
			return;
		}
		roll().whenComplete((next, failure) -> {
			if (failure == null) {
				settled();
			}
			else if (!this.stopped && this.landing.stopped() == null) {
				logger.warn("Database '{}': the generation was to end and goes on: {}", this.log.name(),
						cause(failure).getMessage());
				later(PAUSE);
			}
		});
	}

	/** What came meanwhile was not looked at. */
	private void settled() {
		this.due.set(false);
		grown();
	}

	private synchronized void later(Duration wait) {
		if (!this.stopped) {
			this.nextRoll = this.world.tasks().after(wait, this::rollByItself);
		}
	}

	/** How long to wait for libSQL clients that may be about to push more. */
	private Duration quietAfter() {
		long now = this.world.time().nanos();
		long quiet = now - this.pushes.lastAt();
		return (quiet < QUIET.toNanos() && now - this.dueSince < PATIENCE.toNanos())
				? Duration.ofNanos(QUIET.toNanos() - quiet) : Duration.ZERO;
	}

	CompletionStage<GenerationStart> roll() {
		return this.turns.take("roll to the next generation",
				(turn) -> this.landing.settleOwn(turn)
					.thenCompose((settled) -> this.log.flush())
					.thenApplyAsync((end) -> roll(turn), this.world.tasks()),
				() -> null).thenApply(this::rolled);
	}

	private GenerationStart roll(Lane.Turn turn) {
		String stopped = this.landing.stopped();
		if (stopped != null) {
			throw new FramelineException(stopped);
		}
		if (this.log.end().position().frame() == 0) {
			return this.log.start();
		}
		try {
			return end(turn);
		}
		catch (IOException ex) {
			throw new FramelineException("Database '" + this.log.name() + "': the next generation could not be begun (" + ex
					+ "). The generation goes on; free the disk from its trouble and roll again", ex);
		}
	}

	private GenerationStart end(Lane.Turn turn) throws IOException {
		if (this.pushes.isInTheMiddle() && this.world.time().nanos() - this.pushes.lastAt() < QUIET.toNanos()) {
			throw new FramelineException("Database '" + this.log.name() + "': a libSQL client is in the middle of pushing a"
					+ " transaction; the generation can end when it is complete, or a minute after its last batch");
		}
		this.pushes.giveUp();
		GenerationStart next = this.log.roll();
		this.landing.cross(turn, next);
		return next;
	}

	private GenerationStart rolled(@Nullable GenerationStart next) {
		if (next == null) {
			throw new FramelineException("Database '" + this.log.name() + "': no turn in the writer lane came within "
					+ Turns.PATIENCE.toSeconds() + " s; the generation goes on, roll again");
		}
		this.held.wake();
		tidy();
		return next;
	}

	private void tidy() {
		this.log.tidy(this.settings.retention()).whenComplete((gone, failure) -> {
			if (failure != null) {
				logger.warn("Database '{}': a base could not be built or an old generation not be deleted; it is tried"
						+ " again", this.log.name(), cause(failure));
			}
			tidyLater(failure != null);
			grown();
		});
	}

	/** An ended generation may have to go when nothing else happens. */
	private synchronized void tidyLater(boolean failed) {
		this.nextTidying.run();
		if (!this.stopped && (failed || this.log.oldest() < this.log.start().generation())) {
			Duration keepFor = this.settings.retention().keepFor();
			Duration wait = (failed || keepFor.compareTo(PAUSE) < 0) ? PAUSE : keepFor;
			this.nextTidying = this.world.tasks()
				.after((wait.compareTo(LONGEST_PAUSE) < 0) ? wait : LONGEST_PAUSE, this::tidy);
		}
	}

	synchronized void stop() {
		this.stopped = true;
		this.nextRoll.run();
		this.nextTidying.run();
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
