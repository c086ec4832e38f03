package dev.frameline.log;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a base, or for the rest of one.
 *
 * @param generation whose base, from 1
 * @param from how many of its bytes are here already, from 0
 * @param sha256 of the base that those bytes begin, 64 hexadecimal digits in lower case: another base is sent from its
 * own beginning; {@code null} not to compare
 */
public record Export(long generation, long from, @Nullable String sha256) {

	public Export {
		if (from < 0) {
			throw new IllegalArgumentException("Expected a place in a base, from 0, got " + from);
		}
	}

	/** All of it. */
	public static Export whole(long generation) {
		return new Export(generation, 0, null);
	}

}
