package dev.frameline.simulation.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each node owes whoever stays with it: it never goes back, and it shows what it has acknowledged. A node owes that
 * to all its clients together, which is more than a client's own session would ask.
 */
final class Sessions {

	private final History history;

	private final List<Anomaly> found;

	Sessions(History history, List<Anomaly> found) {
		this.history = history;
		this.found = found;
	}

	void check() {
		Map<String, List<Observation>> bySession = new LinkedHashMap<>();
		for (Observation read : this.history.observations()) {
			List<Observation> earlier = bySession.computeIfAbsent(read.session(), (absent) -> new ArrayList<>());
			checkForward(read, earlier);
			earlier.add(read);
		}
		for (Transaction transaction : this.history.transactions()) {
			if (transaction.isAcknowledged()) {
				bySession.getOrDefault(transaction.session(), List.of()).forEach((read) -> checkOwn(transaction, read));
			}
		}
	}

	private void checkForward(Observation read, List<Observation> earlier) {
		for (Observation before : earlier) {
			if (before.completed() < read.invoked() && !isPrefix(before.journal(), read.journal())) {
				this.found.add(new Anomaly(Anomaly.Kind.WENT_BACK,
						read + " comes after " + before + ", and does not see " + missing(before, read)));
				return;
			}
		}
	}

	private static String missing(Observation before, Observation read) {
		for (int i = 0; i < before.journal().size(); i++) {
			String token = before.journal().get(i);
			if (i >= read.journal().size() || !read.journal().get(i).equals(token)) {
				return token + " at place " + i;
			}
		}
		return "nothing";
	}

	private static boolean isPrefix(List<String> shorter, List<String> longer) {
		return shorter.size() <= longer.size() && longer.subList(0, shorter.size()).equals(shorter);
	}

	private void checkOwn(Transaction transaction, Observation read) {
		if (transaction.completed() < read.invoked() && !read.journal().contains(transaction.token())) {
			this.found.add(new Anomaly(Anomaly.Kind.OWN_WRITE_MISSING, read + " does not see " + transaction));
		}
	}

}
