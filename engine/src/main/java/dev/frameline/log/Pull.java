package dev.frameline.log;

import java.time.Duration;

import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.wal.Spool;
import org.jspecify.annotations.Nullable;

/**
 * A question for frames.
 *
 * @param lineage the history that the asker follows; {@code null} asks without comparison, as libSQL clients do
 * @param after what the asker holds
 * @param maxFrames how many frames the answer may carry, at least 1
 * @param hold how long the answer may be held until there is something to send; zero answers at once
 * @param room where a source elsewhere collects what it answers as {@link Pulled.Changes}, as much as a whole database;
 * {@code null} asks for frames only
 */
public record Pull(@Nullable Lineage lineage, Mark after, int maxFrames, Duration hold, @Nullable Spool room) {

	/** A question for frames only. */
	public Pull(@Nullable Lineage lineage, Mark after, int maxFrames, Duration hold) {
		this(lineage, after, maxFrames, hold, null);
	}

}
