package dev.frameline.world;

/** Clocks. */
public interface Time {

	/** Wall clock, milliseconds since 1970. It may jump; never used to measure a duration on one node. */
	long millis();

	/** Monotonic clock in nanoseconds from an arbitrary origin. */
	long nanos();

	static Time system() {
		return new Time() {

			@Override
			public long millis() {
				return System.currentTimeMillis();
			}

			@Override
			public long nanos() {
				return System.nanoTime();
			}

		};
	}

}
