package dev.frameline.log;

import java.time.Duration;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

/**
 * A question for the lease.
 *
 * @param lineage the history that the asker follows; {@code null} asks without comparison
 * @param origin who asks: the id of this start, which is that of its commits too
 * @param at where the asker is
 * @param fence of the grant to keep; {@link Fence#NONE} to get one
 * @param hold how long the answer may be held: until the lease is granted, or until somebody else wants the one that is
 * kept. Zero answers at once
 */
public record Acquire(@Nullable Lineage lineage, UUID origin, Mark at, Fence fence, Duration hold) {

	/** Whether a grant is to be kept. */
	public boolean renews() {
		return !this.fence.equals(Fence.NONE);
	}

	/** The same question, held for at most {@code longest}. */
	public Acquire within(Duration longest) {
		return (this.hold.compareTo(longest) <= 0) ? this
				: new Acquire(this.lineage, this.origin, this.at, this.fence, longest);
	}

}
