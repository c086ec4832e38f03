package dev.frameline.write;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.frameline.Chain;
import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with the log about commits that are appended at once, until there is a definite answer or the time is over.
 *
 * <p>Once bytes have been sent and not been answered, only the log's word on this very commit is definite: that it
 * holds it, or that it has gone on without it. An answer that would be definite at first, such as that nothing could
 * be sent or that the histories differ, then says nothing about what was sent before: the log may have been set back.
 */
final class Appending {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private final World world;

	private final CommitLog log;

	private final Append append;

	private final long deadline;

	private final @Nullable Chain chain;

	private final boolean shared;

	private boolean maybeSent;

	/** Whether this thread was interrupted while it had to wait all the same. */
	private boolean interrupted;

	private Appending(World world, CommitLog log, Append append, @Nullable Chain chain, long deadline, boolean shared) {
		this.world = world;
		this.log = log;
		this.append = append;
		this.chain = chain;
		this.deadline = deadline;
		this.shared = shared;
	}

	/**
	 * Prepares tentative commits for the log: stamps them into its chain, if it has one.
	 * @param commit the last of them
	 * @param frames of all of them
	 * @param shared whether others wait for this too: then an interrupt of this thread waits until there is an answer
	 * @param timeout how long to wait for its answer, besides a second for each MiB
	 */
	static Appending of(LocalDatabase database, CommitLog log, Tentative commit, Frames frames, boolean shared,
			World world, Duration timeout) throws IOException {
		Identity identity = database.identity();
		Mark at = database.position();
		Chain from = at.chain();
		long deadline = world.time().nanos() + timeout.plusSeconds(frames.bytes() >> 20).toNanos();
		if (from == null) {
			Append append = new Append(identity.lineage(), commit.id(), commit.fence(), at, frames);
			return new Appending(world, log, append, null, deadline, shared);
		}
		StampedFrames stamped = StampedFrames.stamp(frames, identity.salt(), from.value());
		Append append = new Append(identity.lineage(), commit.id(), commit.fence(), at, stamped);
		return new Appending(world, log, append, new Chain(stamped.lastChecksum()), deadline, shared);
	}

	/** Where the log is after this commit, if it accepts it. */
	Mark end() {
		return new Mark(this.append.expected().position().plus(this.append.frames().count()), this.chain);
	}

	/** Asks until the answer is definite. {@link Appended.Unknown} means that the time is over. */
	Appended run() {
		try {
			return askUntilDefinite();
		}
		finally {
			if (this.interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private Appended askUntilDefinite() {
		Duration pause = FIRST_PAUSE;
		while (true) {
			Appended answer = ask();
			this.maybeSent |= answer instanceof Appended.Unknown;
			if (isDefinite(answer)) {
				return answer;
			}
			Duration wait = (answer instanceof Appended.Busy busy) ? busy.retryAfter() : pause;
			if (Thread.currentThread().isInterrupted() || !pause(wait)) {
				return this.maybeSent ? new Appended.Unknown(describe(answer)) : answer;
			}
			pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
		}
	}

	private boolean isDefinite(Appended answer) {
		if (answer instanceof Appended.Accepted || answer instanceof Appended.Conflict
				|| answer instanceof Appended.Fenced || answer instanceof Appended.Rolled) {
			return true;
		}
		boolean firstWord = answer instanceof Appended.NotSent || answer instanceof Appended.Refused
				|| answer instanceof Appended.Diverged;
		return firstWord && !this.maybeSent;
	}

	private Appended ask() {
		CompletionStage<Appended> asked = this.log.append(this.append);
		try {
			while (true) {
				try {
					return this.world.waiting().await(asked, remaining());
				}
				catch (InterruptedException ex) {
					if (!waitsAllTheSame()) {
						return new Appended.Unknown("interrupted while waiting for the answer");
					}
				}
			}
		}
		catch (TimeoutException ex) {
			return new Appended.Unknown("no answer within the time");
		}
		catch (ExecutionException ex) {
			return new Appended.Unknown(String.valueOf(ex.getCause()));
		}
	}

	private boolean waitsAllTheSame() {
		if (this.shared) {
			this.interrupted = true;
		}
		else {
			Thread.currentThread().interrupt();
		}
		return this.shared;
	}

	/** @return whether there is time left after it */
	private boolean pause(Duration wait) {
		if (remaining().compareTo(wait) <= 0) {
			return false;
		}
		try {
			this.world.waiting().pause(wait);
			return true;
		}
		catch (InterruptedException ex) {
			return waitsAllTheSame();
		}
	}

	private Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadline - this.world.time().nanos()));
	}

	private static String describe(Appended answer) {
		if (answer instanceof Appended.Unknown unknown) {
			return unknown.reason();
		}
		if (answer instanceof Appended.NotSent notSent) {
			return notSent.reason();
		}
		if (answer instanceof Appended.Diverged diverged) {
			return diverged.divergence().reason();
		}
		return (answer instanceof Appended.Refused refused) ? refused.reason() : "the log is busy";
	}

}
