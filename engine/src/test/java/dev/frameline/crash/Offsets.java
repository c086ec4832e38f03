package dev.frameline.crash;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Places in a file. With {@code -Dframeline.sweep=every} a stretch is taken byte by byte, otherwise in steps; boundaries
 * are always among them.
 */
final class Offsets {

	private static final boolean EVERY = "every".equals(System.getProperty("frameline.sweep"));

	/** A prime, so that no field is always or never met. */
	private static final int STEP = 1361;

	private final SortedSet<Long> offsets = new TreeSet<>();

	/** From the first byte on, up to and without the last one; both ends are always among them. */
	Offsets all(long from, long to) {
		return (to > from) ? stretch(from, STEP, to).at(from + 1).at(to - 1) : this;
	}

	/** In steps, unless every byte is asked for. */
	Offsets stretch(long from, long step, long to) {
		return each(from, EVERY ? 1 : step, to);
	}

	Offsets at(long... offsets) {
		for (long offset : offsets) {
			this.offsets.add(offset);
		}
		return this;
	}

	/** At each multiple of {@code distance} after {@code from}, up to and without {@code to}. */
	Offsets each(long from, long distance, long to) {
		for (long offset = from; offset < to; offset += distance) {
			this.offsets.add(offset);
		}
		return this;
	}

	/** Those in a file of {@code size} bytes. */
	Collection<Long> in(long size) {
		return this.offsets.subSet(0L, Math.max(0, size));
	}

}
