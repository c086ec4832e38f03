package dev.frameline.primary;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Lane;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Divergence;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.NotKeptException;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.Transactions;
import dev.frameline.wal.UnsoundFramesException;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the appends of replicas, each in its turn. The order of the questions matters: a commit that the log
 * holds is accepted again whatever else is wrong with its repetition.
 */
final class Appends {

	private final LogDirectory log;

	private final Judge judge;

	private final Landing landing;

	private final LeaseDesk desk;

	Appends(LogDirectory log, Judge judge, Landing landing, LeaseDesk desk) {
		this.log = log;
		this.judge = judge;
		this.landing = landing;
		this.desk = desk;
	}

	/** @param claim under which it was made, or is taken */
	CompletionStage<Appended> decide(Lane.Turn turn, Append append, Claim claim) throws IOException {
		Divergence divergence = this.judge.compare(append.lineage(), append.expected());
		if (divergence != null) {
			return CompletableFuture.completedStage(new Appended.Diverged(divergence));
		}
		Optional<Mark> held = this.log.find(append.id());
		if (held.isPresent()) {
			return CompletableFuture.completedStage(new Appended.Accepted(held.get()));
		}
		return this.desk.under(claim, () -> take(turn, append), Appended.Fenced::new);
	}

	private CompletionStage<Appended> take(Lane.Turn turn, Append append) throws IOException {
		Appended verdict = verdict(append);
		if (verdict != null) {
			return CompletableFuture.completedStage(verdict);
		}
		try {
			StampedFrames stamped = sound(append);
			return this.landing.land(turn, append.id(), stamped).handle(Appends::answer);
		}
		catch (UnsoundFramesException ex) {
			return CompletableFuture.completedStage(new Appended.Refused(String.valueOf(ex.getMessage())));
		}
	}

	private @Nullable Appended verdict(Append append) throws IOException {
		Mark end = this.log.durableEnd();
		if (this.log.isRefused(append.id())) {
			return new Appended.Conflict(end);
		}
		Position expected = append.expected().position();
		if (!expected.equals(end.position())) {
			return isSealBefore(end.position(), expected) ? new Appended.Rolled(this.log.start())
					: new Appended.Conflict(end);
		}
		String stopped = this.landing.stopped();
		return (stopped != null) ? new Appended.Refused(stopped) : null;
	}

	/** Whether the log is at frame 0 of a generation, and {@code expected} is the same state in the one before. */
	private boolean isSealBefore(Position end, Position expected) {
		if (end.frame() != 0 || expected.generation() + 1 != end.generation()) {
			return false;
		}
		try {
			Mark seal = this.log.seal(expected.generation());
			return seal != null && seal.position().equals(expected);
		}
		catch (NotKeptException ex) {
			return false;
		}
	}

	/** Stamps the frames into the log's chain; those that came stamped must come out as they are. */
	private StampedFrames sound(Append append) throws IOException, UnsoundFramesException {
		Frames frames = append.frames();
		List<Integer> ends = Transactions.ends(frames);
		if (ends.isEmpty() || ends.get(ends.size() - 1) != frames.count()) {
			throw new UnsoundFramesException("Expected whole transactions, whose last frame is a commit frame, got "
					+ frames.count() + " frames with commit frames at " + ends);
		}
		requireNew(append.id(), ends.size());
		StampedFrames stamped = this.log.stamp(frames);
		int broken = (append.expected().chain() != null) ? firstDifference(frames, stamped) : 0;
		if (broken > 0) {
			throw new UnsoundFramesException("Frame " + broken + " of " + frames.count()
					+ " does not continue the log's chain: it was changed on its way or stamped wrongly");
		}
		return stamped;
	}

	/** The last one is new already. */
	private void requireNew(CommitId last, int count) throws IOException, UnsoundFramesException {
		if (last.serial() < count) {
			throw new UnsoundFramesException("Expected " + count + " transactions to have serials from 1 on, the last of"
					+ " them has " + last.serial());
		}
		CommitId first = last.before(count - 1);
		if (count > 1 && (this.log.isRefused(first) || this.log.find(first).isPresent())) {
			throw new UnsoundFramesException("Expected " + count + " new transactions up to " + last
					+ ", but the log knows " + first + " already");
		}
	}

	/** Counted from 1; 0 if there is none. */
	private int firstDifference(Frames frames, StampedFrames stamped) throws IOException {
		long salt = this.log.start().salt();
		int[] seen = new int[1];
		int[] broken = new int[1];
		frames.forEachRun((run, count) -> {
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				long checksum = stamped.checksum(seen[0]++);
				if (broken[0] == 0 && (Frame.salt(run, at) != salt || Frame.checksum(run, at) != checksum)) {
					broken[0] = seen[0];
				}
			}
		});
		return broken[0];
	}

	private static Appended answer(@Nullable Mark end, @Nullable Throwable failure) {
		return (end != null) ? new Appended.Accepted(end) : LogFailure.answer(failure);
	}

}
