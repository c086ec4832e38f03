package dev.frameline.primary;

import java.time.Duration;

import dev.frameline.log.disk.Retention;

/**
 * When a generation ends by itself, and for how long it is kept then.
 *
 * @param atRatio its frames are that many times as large as its base, more than 0
 * @param atLeast and have at least that many bytes
 * @param retention for how long it is kept after that
 */
public record RollSettings(double atRatio, long atLeast, Retention retention) {

	/** As large as the base, from 64 MiB on; three generations and an hour are kept. */
	public static RollSettings defaults() {
		return new RollSettings(1, 64L << 20, new Retention(3, Duration.ofHours(1)));
	}

}
