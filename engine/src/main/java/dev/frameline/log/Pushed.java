package dev.frameline.log;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** What a served log answers to a {@link Push}. */
public sealed interface Pushed {

	/**
	 * Taken, or held already, byte for byte.
	 * @param maxFrame the last frame of the push; or, when the push began beyond the log's end, that end
	 * @param baton ties the next batch to this one; {@code null} unless the batch ends inside a transaction
	 */
	record Ok(long generation, long maxFrame, @Nullable String baton) implements Pushed {

	}

	/** The log holds something else there. Final for a libSQL client. */
	record Conflict(long generation, long maxFrame) implements Pushed {

	}

	/** No turn came in time. Never a conflict, which would be final. */
	record Busy(Duration retryAfter) implements Pushed {

	}

	/** Not frames that a database could be made of. */
	record Malformed(String reason) implements Pushed {

	}

}
