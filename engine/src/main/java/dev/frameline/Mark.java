package dev.frameline;

import org.jspecify.annotations.Nullable;

/**
 * A position together with the chain there: what two nodes compare to know that they share a history.
 *
 * @param position where
 * @param chain the log's chain there, or {@code null} when the log is a server's that sends none; then nothing is
 * compared
 */
public record Mark(Position position, @Nullable Chain chain) {

	public static Mark of(long generation, long frame, @Nullable Chain chain) {
		return new Mark(new Position(generation, frame), chain);
	}

	/** Whether both chains are known, the positions equal, and the chains not. */
	public boolean contradicts(Mark other) {
		return this.position.equals(other.position) && this.chain != null && other.chain != null
				&& !this.chain.equals(other.chain);
	}

	@Override
	public String toString() {
		return (this.chain != null) ? this.position + "#" + this.chain : this.position.toString();
	}

}
