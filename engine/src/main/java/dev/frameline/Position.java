package dev.frameline;

/**
 * How far a node has come: a generation and a frame in it.
 *
 * <p>Positions are totally ordered. {@code (g, last)} and {@code (g + 1, 0)} describe the same state, and the
 * second counts as the later one.
 *
 * @param generation 1 or more
 * @param frame 0 (the base of the generation) or more
 */
public record Position(long generation, long frame) implements Comparable<Position> {

	public Position {
		if (generation < 1 || frame < 0) {
			throw new IllegalArgumentException(
					"A position needs a generation of at least 1 and a frame of at least 0, not " + generation + ":" + frame);
		}
	}

	/** The base of {@code generation}. */
	public static Position base(long generation) {
		return new Position(generation, 0);
	}

	/** The position {@code frames} further on in the same generation. */
	public Position plus(long frames) {
		return new Position(this.generation, this.frame + frames);
	}

	/**
	 * Reads what {@link #toString()} wrote.
	 * @throws IllegalArgumentException if {@code text} is not {@code generation:frame}
	 */
	public static Position parse(String text) {
		int colon = text.indexOf(':');
		try {
			return new Position(Long.parseLong(text.substring(0, Math.max(colon, 0))),
					Long.parseLong(text.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Expected a position as generation:frame, got '" + text + "'", ex);
		}
	}

	@Override
	public int compareTo(Position other) {
		int generations = Long.compare(this.generation, other.generation);
		return (generations != 0) ? generations : Long.compare(this.frame, other.frame);
	}

	public boolean isAfter(Position other) {
		return compareTo(other) > 0;
	}

	/** {@code generation:frame}, as it travels in headers. */
	@Override
	public String toString() {
		return this.generation + ":" + this.frame;
	}

}
