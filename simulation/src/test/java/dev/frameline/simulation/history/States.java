package dev.frameline.simulation.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The values after each prefix of each order, by replaying it. */
final class States {

	private final Map<Integer, List<Map<String, String>>> byTimeline = new HashMap<>();

	private States() {
	}

	/** Replays all orders; every transaction must have read what was there at its place. */
	static States replay(History history, List<Anomaly> found) {
		States states = new States();
		Map<String, Transaction> byToken = new HashMap<>();
		history.transactions().forEach((transaction) -> byToken.put(transaction.token(), transaction));
		for (Timeline timeline : history.timelines()) {
			Map<String, String> state = new TreeMap<>(history.initial());
			List<Map<String, String>> prefixes = new ArrayList<>();
			prefixes.add(Map.copyOf(state));
			for (String token : timeline.tokens()) {
				Transaction transaction = byToken.get(token);
				if (transaction != null) {
					String difference = difference(state, transaction.reads());
					if (!difference.isEmpty()) {
						found.add(new Anomaly(Anomaly.Kind.NOT_SERIALIZABLE,
								transaction + " in timeline " + timeline.number() + ": " + difference));
					}
					transaction.effects().forEach((effect) -> effect.apply(state));
				}
				prefixes.add(Map.copyOf(state));
			}
			states.byTimeline.put(timeline.number(), prefixes);
		}
		return states;
	}

	/** The values after the first {@code length} transactions. */
	Map<String, String> at(Timeline timeline, int length) {
		return this.byTimeline.get(timeline.number()).get(length);
	}

	/** How what was read differs from what is there; empty if it does not. */
	static String difference(Map<String, String> there, Map<String, String> read) {
		Set<String> differences = new TreeSet<>();
		read.forEach((key, value) -> {
			String expected = there.getOrDefault(key, "");
			if (!expected.equals(value)) {
				differences.add(key + " is '" + expected + "', read was '" + value + "'");
			}
		});
		return String.join("; ", differences);
	}

}
