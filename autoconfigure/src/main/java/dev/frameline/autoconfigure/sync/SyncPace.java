package dev.frameline.autoconfigure.sync;

import java.time.Duration;

/**
 * How long a replica pauses between two steps.
 *
 * <p>After a success it does not pause at all: the primary holds the next pull until there is something to send. A
 * server that answered "nothing new" before the wait was over does not hold pulls; only then does {@code interval}
 * count. After failures the pause doubles from {@link #FIRST} up to {@link #LONGEST}, and half of it is drawn by lot so
 * that the replicas of a primary that comes back do not come all at once.
 *
 * @param hold how long a pull may be held
 * @param interval pause between pulls from a server that does not hold them
 */
public record SyncPace(Duration hold, Duration interval) {

	/** The pause after the first failure, before the lot is drawn. */
	static final Duration FIRST = Duration.ofMillis(250);

	/** The longest pause: how late a replica notices that its primary is back. */
	static final Duration LONGEST = Duration.ofSeconds(2);

	private static final int DOUBLINGS = Math.toIntExact(Math.round(Math.log(LONGEST.dividedBy(FIRST)) / Math.log(2)));

	/**
	 * @param brought whether the step brought frames
	 * @param took how long the step took
	 */
	Duration afterSuccess(boolean brought, Duration took) {
		if (brought || took.compareTo(this.hold) >= 0 || took.compareTo(this.interval) >= 0) {
			return Duration.ZERO;
		}
		return this.interval.minus(took);
	}

	/**
	 * @param failures in a row, from 1
	 * @param lot from 0 to 1
	 */
	Duration afterFailure(int failures, double lot) {
		long pause = FIRST.toMillis() << Math.min(failures - 1, DOUBLINGS);
		return Duration.ofMillis(Math.round(pause * (1 + lot) / 2));
	}

}
