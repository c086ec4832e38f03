package dev.frameline.log;

import java.time.Duration;
import java.util.Locale;

import dev.frameline.Fence;
import dev.frameline.Mark;

/** What a log says of an append. */
public sealed interface Appended {

	/** Which of them it is, as it is shown: in lower case with hyphens. */
	default String text() {
		return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	/**
	 * The log holds the transaction, durably.
	 * @param end the log right after it
	 */
	record Accepted(Mark end) implements Appended {

	}

	/**
	 * The log went on without this transaction, or has refused its serial for ever.
	 * @param newest where the log really ends
	 */
	record Conflict(Mark newest) implements Appended {

	}

	/**
	 * The generation has ended exactly where the transaction begins, and nothing came in between: it is welcome at frame
	 * 0 of the next one, stamped anew, under the same id.
	 * @param next that generation
	 */
	record Rolled(GenerationStart next) implements Appended {

	}

	/** A newer holder of the writing right is known. */
	record Fenced(Fence current) implements Appended {

	}

	/** The two histories are not the same one. */
	record Diverged(Divergence divergence) implements Appended {

	}

	/** The log will not take it, whatever its position: no right to write, too large, no room. */
	record Refused(String reason) implements Appended {

	}

	/** The log did not look at it, and may if it comes again after {@code retryAfter}. */
	record Busy(Duration retryAfter) implements Appended {

	}

	/** Not one byte reached the log. */
	record NotSent(String reason) implements Appended {

	}

	/** It may or may not be in the log. */
	record Unknown(String reason) implements Appended {

	}

}
