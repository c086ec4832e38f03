package dev.frameline.database;

import java.util.List;

import dev.frameline.wal.WalScan;
import dev.frameline.world.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who keeps the WAL from being emptied, once for each of them. Short reads do so all the time, for a moment, and
 * are not worth a word.
 */
final class WalWarnings {

	private static final Logger logger = LoggerFactory.getLogger(WalWarnings.class);

	private static final String FOREIGN = "another process that has the file open";

	private static final String ERROR = "an error";

	private final String name;

	private final Time time;

	private final WalLimits limits;

	private final Checkpoints.Wal wal;

	private @Nullable Object blamed;

	private @Nullable Object told;

	private @Nullable Object old;

	private boolean failing;

	WalWarnings(String name, Time time, WalLimits limits, Checkpoints.Wal wal) {
		this.name = name;
		this.time = time;
		this.limits = limits;
		this.wal = wal;
	}

	/**
	 * Nobody writes before the WAL was emptied, and this attempt has not done it. Who is to blame twice in a row is
	 * named.
	 * @param inTheWay the snapshots that are, the oldest first
	 * @return who is to blame, as a part of a sentence
	 */
	String waiting(Checkpoints.Result result, List<Snapshot> inTheWay) {
		Object culprit = !inTheWay.isEmpty() ? inTheWay.get(0) : (result == Checkpoints.Result.FAILED) ? ERROR : FOREIGN;
		String who = (culprit instanceof Snapshot snapshot) ? "the snapshot of '" + snapshot.holder() + "'"
				: culprit.toString();
		boolean again = culprit == this.blamed;
		this.blamed = culprit;
		if (again && culprit != this.told) {
			this.told = culprit;
			String since = (culprit instanceof Snapshot snapshot) ? ", for " + millisSince(snapshot.since()) + " ms now" : "";
			logger.warn("Database '{}': the write-ahead log has {} bytes and has reached frameline.write.max-wal-size ({}"
					+ " bytes). Nothing is written before it was emptied, and {} keeps it from that{}.", this.name, size(),
					this.limits.maxSize(), who, since);
		}
		return who;
	}

	/**
	 * Writes go on.
	 * @param since when the waiting began, on the monotonic clock
	 * @param closed whether that is only because the node is going to be closed
	 */
	void goesOn(long since, boolean closed) {
		if (this.told != null && !closed) {
			logger.info("Database '{}': writes go on after {} ms, the write-ahead log was emptied", this.name,
					millisSince(since));
		}
		this.blamed = null;
		this.told = null;
	}

	/** An attempt below the limit has not emptied it. One that would be ended at the limit is named. */
	void growing(List<Snapshot> inTheWay) {
		Snapshot oldest = inTheWay.isEmpty() ? null : inTheWay.get(0);
		if (oldest == null || millisSince(oldest.since()) <= this.limits.maxSnapshotAge().toMillis()) {
			this.old = null;
		}
		else if (oldest != this.old) {
			this.old = oldest;
			logger.warn("Database '{}': '{}' has held a snapshot for {} ms and keeps the write-ahead log, of {} bytes now,"
					+ " from being emptied. When that has reached frameline.write.max-wal-size ({} bytes), the snapshot is"
					+ " ended.", this.name, oldest.holder(), millisSince(oldest.since()), size(), this.limits.maxSize());
		}
	}

	void ended(Snapshot snapshot, String why) {
		logger.warn("Database '{}': the snapshot of '{}' was ended: {}", this.name, snapshot.holder(), why);
	}

	void failed(Exception ex) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("Database '{}': could not checkpoint; the WAL grows until it succeeds", this.name, ex);
		}
	}

	void succeeded() {
		this.failing = false;
	}

	private long size() {
		return WalScan.length(this.wal.frames());
	}

	private long millisSince(long nanos) {
		return (this.time.nanos() - nanos) / 1_000_000;
	}

}
