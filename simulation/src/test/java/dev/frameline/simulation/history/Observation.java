package dev.frameline.simulation.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transaction that only read.
 *
 * @param client who read
 * @param session as in {@link Transaction}
 * @param timelines which were being written when it began, and when it ended
 * @param fresh whether it must see all that was acknowledged before it began, as on a primary
 * @param invoked when it began
 * @param completed when it had read everything
 * @param journal the tokens that it saw, in their order
 * @param reads values that it saw
 * @param bookmark the token of a transaction that it waited for; empty if it did not
 */
public record Observation(String client, String session, Set<Integer> timelines, boolean fresh, long invoked,
		long completed, List<String> journal, Map<String, String> reads, String bookmark) {

	@Override
	public String toString() {
		return "a read of " + this.journal.size() + " transactions (" + this.client + " on " + this.session + ", "
				+ this.invoked / 1e9 + " to " + this.completed / 1e9 + ")";
	}

}
