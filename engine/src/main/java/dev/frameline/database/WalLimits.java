package dev.frameline.database;

import java.time.Duration;

/**
 * How large the local WAL may grow, and for how long a reader may hold that up.
 *
 * @param maxSize in bytes; when the WAL has reached it, no change begins before it was emptied
 * @param maxSnapshotAge how old a snapshot may become that keeps a WAL of that size from being emptied
 */
public record WalLimits(long maxSize, Duration maxSnapshotAge) {

	public static WalLimits defaults() {
		return new WalLimits(64L << 20, Duration.ofSeconds(30));
	}

}
