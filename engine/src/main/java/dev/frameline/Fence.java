package dev.frameline;

/**
 * The number that makes an older writer's append void. Every append carries one, so that a log can refuse a holder
 * of the writing right who has been replaced.
 *
 * @param incarnation which start of the granting node, from 1, forced to its disk before first use
 * @param counter how many grants that start has made
 */
public record Fence(long incarnation, long counter) implements Comparable<Fence> {

	/** What an append carries that was made without a lease. It is older than every grant. */
	public static final Fence NONE = new Fence(0, 0);

	/**
	 * Reads what {@link #toString()} wrote.
	 * @throws IllegalArgumentException if {@code text} is not {@code incarnation:counter}
	 */
	public static Fence parse(String text) {
		int colon = text.indexOf(':');
		try {
			return new Fence(Long.parseLong(text.substring(0, Math.max(colon, 0))),
					Long.parseLong(text.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Expected a fence as incarnation:counter, got '" + text + "'", ex);
		}
	}

	@Override
	public int compareTo(Fence other) {
		int incarnations = Long.compare(this.incarnation, other.incarnation);
		return (incarnations != 0) ? incarnations : Long.compare(this.counter, other.counter);
	}

	/** {@code incarnation:counter}, as it travels in headers. */
	@Override
	public String toString() {
		return this.incarnation + ":" + this.counter;
	}

}
