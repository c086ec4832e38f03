package dev.frameline.log;

import java.util.Locale;

import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;

/** What a source answers to a {@link Pull}. */
public sealed interface Pulled {

	/** Which of them it is, as it is shown: in lower case with hyphens. */
	default String text() {
		return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	/**
	 * Frames right after the asker's position: whole transactions where they fit, else a part of one long
	 * transaction whose rest follows.
	 * @param newest where the log ends; {@code null} if the source does not tell
	 */
	record Batch(Frames frames, @Nullable Newest newest) implements Pulled {

	}

	/** Nothing after the asker's position. */
	record UpToDate(@Nullable Newest newest) implements Pulled {

	}

	/**
	 * The asker's generation has ended at the asker's position; {@code generation} is the newest one.
	 * @param newest where the log ends; {@code null} if the source does not tell
	 */
	record Ended(long generation, @Nullable Newest newest) implements Pulled {

	}

	/** The asker's generation is no longer kept: only a new bootstrap helps. */
	record Gone(String reason) implements Pulled {

	}

	/** The asker follows another history. */
	record Diverged(Divergence divergence) implements Pulled {

	}

}
