package dev.frameline;

/**
 * SQLite's cumulative WAL checksum at a frame of the log: a fingerprint of the generation up to there.
 *
 * <p>It is always the log's chain and never the one of a node's local WAL. At frame 0 it is the checksum in the
 * WAL header of the generation's {@code frames.wal}.
 *
 * @param value the two 32-bit sums, the first in the high half, as they stand in a frame header
 */
public record Chain(long value) {

	/**
	 * Reads what {@link #toString()} wrote.
	 * @throws IllegalArgumentException if {@code text} is not 1 to 16 hexadecimal digits
	 */
	public static Chain parse(String text) {
		try {
			return new Chain(Long.parseUnsignedLong(text, 16));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("Expected a chain as 16 hexadecimal digits, got '" + text + "'", ex);
		}
	}

	/** 16 hexadecimal digits, as it travels in headers. */
	@Override
	public String toString() {
		return String.format("%016x", this.value);
	}

}
