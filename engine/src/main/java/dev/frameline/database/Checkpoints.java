package dev.frameline.database;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import dev.frameline.wal.WalScan;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the WAL small, in the turns of the lane.
 *
 * <p><b>Softly.</b> From about four megabytes on, and again whenever the WAL has grown by half of that, it is copied
 * into the database file as far as readers allow, and emptied if that was all of it. Readers are often in the way for
 * a moment; the next attempt comes soon.
 *
 * <p><b>Hard.</b> Once the WAL has reached its limit, the lane is nobody's until it was emptied. No thread waits: the
 * lane's own turn is a chain of short tasks. A snapshot that is in the way and too old is ended. So the wait ends too,
 * unless another process reads the file.
 *
 * <p>Which snapshots are in the way follows from what SQLite lets a reader hold. As long as not all of the WAL stands
 * in the database file, every snapshot is: an old one keeps frames from being copied, and a new one reads from the
 * WAL. Once all was copied, those are that were taken before: later ones read from the database file alone. Hence the
 * wait is over after twice the age that is allowed. So that it is not that long for a user who begins again at once,
 * whoever gives an ended snapshot up copies what it kept, before it comes back to its user.
 */
final class Checkpoints implements Lane.Upkeep {

	private static final String DESCRIPTION = "the emptying of the write-ahead log";

	/** SQLite's own habit in frames, about 4 MB. */
	private static final long SOFT_LIMIT = 1000;

	/** The part of the hard limit that the soft one is at most. */
	private static final int PART = 16;

	private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

	private final World world;

	private final WalLimits limits;

	private final Snapshots snapshots;

	private final Wal wal;

	private final WalWarnings warnings;

	private final long soft;

	private volatile long due;

	/** When all of the WAL stood in the database file, while nothing was added to it; {@code null} if it does not. */
	private volatile @Nullable Long copiedAt;

	/** Whether the WAL has grown enough to be copied when the lane comes to it. */
	private volatile boolean softly;

	/** Whether the lane has a turn of its own. */
	private boolean waiting;

	private volatile boolean closed;

	Checkpoints(String name, World world, WalLimits limits, Snapshots snapshots, Wal wal) {
		this.world = world;
		this.limits = limits;
		this.snapshots = snapshots;
		this.wal = wal;
		this.warnings = new WalWarnings(name, world.time(), limits, wal);
		this.soft = Math.max(1, Math.min(SOFT_LIMIT, limits.maxSize() / PART / WalScan.length(1)));
		this.due = this.soft;
	}

	// -- softly

	/** Commits became visible, on whichever thread and in nobody's turn. The lane looks after it when none is in flight. */
	void grown() {
		this.copiedAt = null;
		this.softly |= this.wal.frames() >= this.due;
	}

	/** The file has changed. In the turn in which it did. */
	void changed() {
		this.copiedAt = null;
		this.softly = false;
		if (this.wal.frames() < this.due && !isFull()) {
			return;
		}
		Result result = attempt();
		this.due = Math.max(this.soft, this.wal.frames() + this.soft / 2);
		if (!isFull()) {
			this.warnings.growing(inTheWay(result, this.world.time().nanos()));
		}
	}

	/**
	 * Frames are going to be applied. If all before them stands in the database file, this is the moment to begin the
	 * WAL anew, which SQLite itself does before it writes a transaction.
	 */
	void applying() {
		if (this.copiedAt != null) {
			attempt();
		}
	}

	/** Another file took the place of the one before. */
	void renewed() {
		this.copiedAt = null;
		this.softly = false;
		this.due = this.soft;
	}

	// -- hard

	private boolean isFull() {
		return WalScan.length(this.wal.frames()) >= this.limits.maxSize();
	}

	@Override
	public boolean isDue() {
		return !this.closed && (this.softly || isFull()) && this.wal.isReady();
	}

	private boolean isFullAndDue() {
		return isFull() && isDue();
	}

	@Override
	public String description() {
		return DESCRIPTION;
	}

	@Override
	public void begin(Lane.Turn turn) {
		try {
			this.world.tasks().execute(() -> {
				softly();
				if (isFullAndDue()) {
					again(turn, this.world.time().nanos(), FIRST_PAUSE);
				}
				else {
					turn.close();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			givesUp(turn);
		}
	}

	/** Whatever goes wrong, the turn must not be lost: nobody would ever write again. */
	private void softly() {
		try {
			if (this.softly) {
				changed();
			}
		}
		catch (RuntimeException ex) {
			this.softly = false;
			this.warnings.failed(ex);
		}
	}

	/** The node's threads are gone, and with them whoever would wait. */
	private void givesUp(Lane.Turn turn) {
		close();
		turn.close();
	}

	private void again(Lane.Turn turn, long since, Duration pause) {
		try {
			this.world.tasks().after(pause, () -> {
				if (ownTurnEnds(turn)) {
					this.warnings.goesOn(since, this.closed);
					turn.close();
				}
				else {
					again(turn, since, (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : pause);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			givesUp(turn);
		}
	}

	private synchronized boolean ownTurnEnds(Lane.Turn turn) {
		try {
			this.waiting = !makeRoom(turn);
		}
		catch (RuntimeException ex) {
			this.warnings.failed(ex);
			this.waiting = true;
		}
		return !this.waiting;
	}

	/**
	 * One attempt to empty a WAL that has reached its limit.
	 * @param turn of the lane itself, or of somebody who goes on in it
	 * @return whether the next change may begin
	 */
	synchronized boolean makeRoom(Lane.Turn turn) {
		Result result = isFullAndDue() ? attempt() : Result.EMPTIED;
		if (isFullAndDue()) {
			long now = this.world.time().nanos();
			List<Snapshot> inTheWay = inTheWay(result, now);
			turn.describe(DESCRIPTION + ", which " + this.warnings.waiting(result, inTheWay) + " keeps from it");
			inTheWay.forEach((snapshot) -> endIfTooOld(snapshot, now));
		}
		if (isFullAndDue()) {
			return false;
		}
		turn.describe(null);
		return true;
	}

	/** An ended snapshot was given up, and who held it may take another one right away. On whichever thread. */
	private synchronized void givenUp() {
		if (this.waiting && isFullAndDue()) {
			attempt();
		}
	}

	private List<Snapshot> inTheWay(Result result, long now) {
		if (result == Result.FAILED || result == Result.EMPTIED) {
			return List.of();
		}
		return this.snapshots.of(this.wal.epoch(), (this.copiedAt != null) ? this.copiedAt : now);
	}

	private void endIfTooOld(Snapshot snapshot, long now) {
		long age = now - snapshot.since();
		if (age > this.limits.maxSnapshotAge().toNanos()) {
			String why = "it was held for " + age / 1_000_000 + " ms, longer than frameline.read.max-snapshot-age ("
					+ this.limits.maxSnapshotAge().toMillis() + " ms), and kept the write-ahead log from being emptied,"
					+ " which had reached frameline.write.max-wal-size (" + this.limits.maxSize() + " bytes)";
			if (snapshot.end(why, this::givenUp)) {
				this.warnings.ended(snapshot, why);
			}
		}
	}

	// -- attempts

	private Result attempt() {
		try {
			Result result = this.wal.checkpoint();
			this.warnings.succeeded();
			if (result != Result.COPIED) {
				this.copiedAt = null;
			}
			else if (this.copiedAt == null) {
				this.copiedAt = this.world.time().nanos();
			}
			return result;
		}
		catch (IOException | SQLException | RuntimeException ex) {
			// What was changed before is visible, whatever becomes of this
			this.warnings.failed(ex);
			return Result.FAILED;
		}
	}

	/** From here on the lane waits for no reader; an attempt that runs has ended when this returns. */
	synchronized void close() {
		this.closed = true;
		this.waiting = false;
	}

	/** The WAL of an open file. */
	interface Wal {

		/** Frames that it holds, or for which its file has room. Asked by any thread. */
		long frames();

		/** Whether it can be emptied at all, which it cannot after writing has stopped. By any thread. */
		boolean isReady();

		/** Which file this is, as {@link Snapshots} are told. By any thread. */
		int epoch();

		/** Copies it into the database file as far as readers allow, and empties it if that was all. */
		Result checkpoint() throws IOException, SQLException;

	}

	/** What an attempt has come to. */
	enum Result {

		/** The WAL is empty. */
		EMPTIED,

		/** All of it stands in the database file, but somebody reads from it. */
		COPIED,

		/** A snapshot keeps the rest of it from being copied. */
		HELD,

		/** It went wrong. */
		FAILED

	}

}
