package dev.frameline.replica;

import java.time.Duration;
import java.util.Locale;

import dev.frameline.Position;
import dev.frameline.world.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a replica has come on its way to the primary's newest commit.
 *
 * <p>Of a base the node's status shows it at any time; the log tells when it begins and when it is here, and between
 * that something every few seconds at most, however often connections break.
 *
 * <p>It goes forward by what was not here before: a base or frames that have to be fetched again and again do not count.
 */
final class Progress {

	private static final long PAUSE = Duration.ofSeconds(5).toNanos();

	private static final long KB = 1 << 10;

	private static final long MB = 1 << 20;

	private static final Logger logger = LoggerFactory.getLogger(Progress.class);

	private final String name;

	private final String url;

	private final Time time;

	private volatile Here here;

	private volatile long movedAt;

	private volatile boolean checking;

	private long mostReceived;

	private long mostChecked;

	private @Nullable Position farthest;

	private boolean told;

	private long toldAt;

	private int breaks;

	/**
	 * @param bytes of the base
	 * @param total of the whole base; -1 if nobody knows
	 * @param begunAt when the first of them came, on the monotonic clock
	 */
	private record Here(long bytes, long total, long begunAt) {

	}

	Progress(String name, String url, Time time) {
		this.name = name;
		this.url = url;
		this.time = time;
		this.movedAt = time.nanos();
		this.here = new Here(0, -1, time.nanos());
	}

	/** Nothing is here of the next base. */
	synchronized void reset() {
		this.here = new Here(0, -1, this.time.nanos());
		this.told = false;
	}

	/** A base begins to come, for the first time or again. */
	synchronized void begun(long generation, long total) {
		this.here = new Here(0, total, this.time.nanos());
		this.breaks = 0;
		if (this.told && !isDue()) {
			return;
		}
		this.told = true;
		this.toldAt = this.time.nanos();
		logger.info("Database '{}': fetching the base of generation {} from {}, {}", this.name, generation, this.url,
				(total >= 0) ? size(total) : "of unknown size");
	}

	/** @param bytes how many are here */
	synchronized void received(long bytes) {
		Here here = this.here;
		this.here = new Here(bytes, here.total, here.begunAt);
		if (bytes > this.mostReceived) {
			this.mostReceived = bytes;
			moved();
		}
		if (isDue()) {
			tell("");
		}
	}

	/** The connection broke, and what is here will be continued. */
	synchronized void broke(String reason) {
		this.breaks++;
		if (isDue()) {
			tell(". The connection broke: " + reason);
		}
	}

	/** All of it is here, and is being checked. */
	synchronized void fetched() {
		double seconds = (this.time.nanos() - this.here.begunAt) / 1e9;
		tell(String.format(Locale.ROOT, " in %.1f s", seconds));
		this.checking = true;
	}

	/** The check is over. */
	synchronized void checked() {
		this.checking = false;
		if (this.here.bytes > this.mostChecked) {
			this.mostChecked = this.here.bytes;
			moved();
		}
	}

	private boolean isDue() {
		return this.time.nanos() - this.toldAt >= PAUSE;
	}

	private void tell(String more) {
		logger.info("Database '{}': fetched {} of the base{}{}", this.name, text(),
				(this.breaks > 0) ? ", over " + (this.breaks + 1) + " connections" : "", more);
		this.toldAt = this.time.nanos();
	}

	/** Sound frames are here up to this position. */
	synchronized void reached(Position position) {
		if (this.farthest == null || position.isAfter(this.farthest)) {
			this.farthest = position;
			moved();
		}
	}

	private void moved() {
		this.movedAt = this.time.nanos();
	}

	/** When it last went forward, or was made, on the monotonic clock: now, while a base is being checked. */
	long movedAt() {
		return this.checking ? this.time.nanos() : this.movedAt;
	}

	/** A bootstrap that goes on, as it stands now. */
	FollowState.Sync in(FollowState.Sync sync) {
		Here here = this.here;
		return new FollowState.Sync(sync.at(), sync.outcome(), sync.frames(), here.bytes, here.total,
				(this.time.nanos() - here.begunAt) / 1e9);
	}

	/** In words for people: {@code 120 of 1024 MB}. */
	String text() {
		Here here = this.here;
		return (here.total >= 0) ? number(here.bytes, here.total) + " of " + size(here.total) : size(here.bytes);
	}

	private static String size(long bytes) {
		return number(bytes, bytes) + (isLarge(bytes) ? " MB" : " kB");
	}

	private static long number(long bytes, long total) {
		return bytes / (isLarge(total) ? MB : KB);
	}

	private static boolean isLarge(long total) {
		return total >= 10 * MB;
	}

}
