package dev.frameline.simulation.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transaction that wrote, or wanted to.
 *
 * @param token its element in the journal, which no other transaction has
 * @param client who ran it
 * @param session the node on which, and how often readers may have seen that node go back
 * @param timelines the ones that may hold it: which was being written when it began, and when it ended
 * @param invoked when it began
 * @param completed when its client was told what became of it, or that it never will be
 * @param outcome what it was told
 * @param reads values that it read before it wrote
 * @param effects what it does, in order
 */
public record Transaction(String token, String client, String session, Set<Integer> timelines, long invoked,
		long completed, Outcome outcome, Map<String, String> reads, List<Effect> effects) {

	boolean isAcknowledged() {
		return this.outcome == Outcome.ACKNOWLEDGED;
	}

	@Override
	public String toString() {
		return this.token + " (" + this.outcome + ", " + this.client + " on " + this.session + ", " + this.invoked / 1e9
				+ " to " + this.completed / 1e9 + ")";
	}

}
