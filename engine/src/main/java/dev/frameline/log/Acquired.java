package dev.frameline.log;

import java.time.Duration;
import java.util.Locale;

import dev.frameline.Fence;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

/** What is answered to who asks for the lease. */
public sealed interface Acquired {

	/** Which of them it is, as it is shown: in lower case with hyphens. */
	default String text() {
		return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	/**
	 * The asker is the only writer.
	 * @param fence goes with every append
	 * @param waited how long after the question had arrived the grant began. Zero when one was kept
	 * @param duration how long it is good for from then on. The asker counts both from when it asked, so that its clock
	 * never ends after the granter's
	 * @param newest where the log ends; nobody else appends to it before the grant is over
	 * @param wanted whether somebody else waits: then it is to be given back after one transaction
	 */
	record Granted(Fence fence, Duration waited, Duration duration, Mark newest, boolean wanted) implements Acquired {

	}

	/**
	 * It was held by others for as long as the question could be.
	 * @param holder who has it, as the end of a sentence; {@code null} if that is not told
	 * @param retryAfter when to ask again
	 */
	record Busy(@Nullable String holder, Duration retryAfter) implements Acquired {

	}

	/** The grant that was to be kept is over. */
	record Fenced(Fence current) implements Acquired {

	}

	/** The two histories are not the same one. */
	record Diverged(Divergence divergence) implements Acquired {

	}

	/** The asker gets none, however often it asks: it has no right to write, or nobody has just now. */
	record Refused(String reason) implements Acquired {

	}

	/** There are no leases there: commits are appended, and may conflict. */
	record Unsupported() implements Acquired {

	}

	/** No answer. */
	record Unreachable(String reason) implements Acquired {

	}

}
