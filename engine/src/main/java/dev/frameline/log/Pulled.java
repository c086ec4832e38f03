package dev.frameline.log;

import java.util.Locale;

import dev.frameline.Mark;
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
	 * All pages that differ between the asker's position and the log's end, each once: fewer than the frames between
	 * the two. Answered only to who has room for them.
	 * @param frames one transaction, stamped from the asker's chain on with the salt of {@code start}, so that the last
	 * checksum vouches for every page
	 * @param end where the log stood when they were collected; its chain is the log's own, not the last checksum
	 * @param start the generation of {@code end} at frame 0
	 * @param newest where the log ends
	 */
	record Changes(Frames frames, Mark end, GenerationStart start, Newest newest) implements Pulled {

	}

	/**
	 * The asker's generation has ended at the asker's position; {@code generation} is the newest one.
	 * @param next the generation right after the asker's, whose frame 0 is the same state; {@code null} if the source
	 * does not tell
	 * @param newest where the log ends; {@code null} if the source does not tell
	 */
	record Ended(long generation, @Nullable GenerationStart next, @Nullable Newest newest) implements Pulled {

	}

	/** The asker's generation is no longer kept: only a new bootstrap helps. */
	record Gone(String reason) implements Pulled {

	}

	/** The asker follows another history. */
	record Diverged(Divergence divergence) implements Pulled {

	}

}
