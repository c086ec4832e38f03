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
 * @param acceptsChanges whether the answer may be {@link Pulled.Changes} instead of frames
 * @param room where a source elsewhere collects such changes, as much as a whole database. It is the source's from the
 * question to its answer; {@code null} where nothing has to be collected
 */
public record Pull(@Nullable Lineage lineage, Mark after, int maxFrames, Duration hold, boolean acceptsChanges,
		@Nullable Spool room) {

	/** A question for frames only. */
	public Pull(@Nullable Lineage lineage, Mark after, int maxFrames, Duration hold) {
		this(lineage, after, maxFrames, hold, false, null);
	}

	/** A question for frames or, with room for them, changes. */
	public Pull(@Nullable Lineage lineage, Mark after, int maxFrames, Duration hold, @Nullable Spool room) {
		this(lineage, after, maxFrames, hold, room != null, room);
	}

	/** The same question, with an answer of at most {@code frames} frames that is held for at most {@code longest}. */
	public Pull within(int frames, Duration longest) {
		return new Pull(this.lineage, this.after, Math.min(this.maxFrames, frames),
				(this.hold.compareTo(longest) > 0) ? longest : this.hold, this.acceptsChanges, this.room);
	}

}
