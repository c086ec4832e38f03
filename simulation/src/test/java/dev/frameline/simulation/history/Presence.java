package dev.frameline.simulation.history;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the orders hold what they must hold, and nothing else. */
final class Presence {

	private final History history;

	private final List<Anomaly> found;

	Presence(History history, List<Anomaly> found) {
		this.history = history;
		this.found = found;
	}

	void check() {
		Set<String> written = new HashSet<>();
		for (Transaction transaction : this.history.transactions()) {
			written.add(transaction.token());
			if (transaction.isAcknowledged() && !isHeld(transaction)) {
				add(Anomaly.Kind.LOST, transaction + " is in none of the timelines " + transaction.timelines());
			}
			if (transaction.outcome() == Outcome.REFUSED && isAnywhere(transaction.token())) {
				add(Anomaly.Kind.REFUSED_VISIBLE, transaction + " is in the log");
			}
		}
		for (Timeline timeline : this.history.timelines()) {
			checkTokens(timeline, written);
		}
	}

	private void checkTokens(Timeline timeline, Set<String> written) {
		Set<String> seen = new HashSet<>();
		for (String token : timeline.tokens()) {
			if (!seen.add(token)) {
				add(Anomaly.Kind.REPEATED, token + " is in timeline " + timeline.number() + " "
						+ Collections.frequency(timeline.tokens(), token) + " times");
			}
			if (!written.contains(token)) {
				add(Anomaly.Kind.UNINVITED, token + " is in timeline " + timeline.number() + ", and nobody wrote it");
			}
		}
	}

	private boolean isHeld(Transaction transaction) {
		return this.history.timelines()
			.stream()
			.anyMatch((timeline) -> transaction.timelines().contains(timeline.number())
					&& timeline.tokens().contains(transaction.token()));
	}

	private boolean isAnywhere(String token) {
		return this.history.timelines().stream().anyMatch((timeline) -> timeline.tokens().contains(token));
	}

	private void add(Anomaly.Kind kind, String description) {
		this.found.add(new Anomaly(kind, description));
	}

}
