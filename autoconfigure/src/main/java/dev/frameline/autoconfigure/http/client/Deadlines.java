package dev.frameline.autoconfigure.http.client;

import java.time.Duration;

/**
 * How long a request may take as a whole.
 *
 * @param request what an answer may take
 */
record Deadlines(Duration request) {

	/** The slowest network that is waited for: 1 MiB in a second. */
	private static final long BYTES_PER_SECOND = 1 << 20;

	/** For a request, or an answer, with a body of {@code bytes}. */
	Duration forBytes(long bytes) {
		return this.request.plusSeconds(bytes / BYTES_PER_SECOND);
	}

}
