package dev.frameline.database;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops writing for good, loudly, once what the file holds is no longer certain. Reads go on. */
final class WritingStop {

	private static final Logger logger = LoggerFactory.getLogger(WritingStop.class);

	private final String name;

	private volatile @Nullable String reason;

	WritingStop(String name) {
		this.name = name;
	}

	/** Why writing has stopped, or {@code null}. */
	@Nullable String reason() {
		return this.reason;
	}

	void requireWriting() {
		String reason = this.reason;
		if (reason != null) {
			throw new FramelineException("Database '" + this.name + "': writing has stopped: " + reason
					+ ". Restart the node; if it refuses, its message says what to do.");
		}
	}

	/** The first reason stays. */
	void stop(String reason, Throwable cause) {
		if (this.reason == null) {
			this.reason = reason;
			logger.error("Database '{}': writing has stopped: {}", this.name, reason, cause);
		}
	}

}
