package dev.frameline.simulation.history;

import java.util.List;

/**
 * An order of commits.
 *
 * @param number counted from 0
 * @param tokens the journal with which its log ended
 */
public record Timeline(int number, List<String> tokens) {

	/** Whether something can have been seen on the way. */
	boolean hasPrefix(List<String> seen) {
		return seen.size() <= this.tokens.size() && this.tokens.subList(0, seen.size()).equals(seen);
	}

}
