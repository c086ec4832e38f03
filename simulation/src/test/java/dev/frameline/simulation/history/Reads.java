package dev.frameline.simulation.history;

import java.util.List;

/** Whether every read saw the values of one prefix, and on a primary a new enough one. */
final class Reads {

	private final History history;

	private final States states;

	private final List<Anomaly> found;

	Reads(History history, States states, List<Anomaly> found) {
		this.history = history;
		this.states = states;
		this.found = found;
	}

	void check() {
		for (Observation read : this.history.observations()) {
			checkPrefix(read);
			if (read.fresh()) {
				checkFresh(read);
			}
			if (!read.bookmark().isEmpty() && !read.journal().contains(read.bookmark())) {
				add(Anomaly.Kind.BOOKMARK_MISSED, read + " does not see " + read.bookmark() + ", which it waited for");
			}
		}
	}

	private void checkPrefix(Observation read) {
		List<Timeline> holding = this.history.timelines()
			.stream()
			.filter((timeline) -> timeline.hasPrefix(read.journal()))
			.toList();
		if (holding.isEmpty()) {
			add(Anomaly.Kind.NOT_A_PREFIX, read + " saw " + firstStranger(read));
			return;
		}
		// Timelines with this prefix have the same values at its end
		Timeline timeline = holding.get(0);
		String difference = States.difference(this.states.at(timeline, read.journal().size()), read.reads());
		if (!difference.isEmpty()) {
			add(Anomaly.Kind.FRACTURED, read + ": " + difference);
		}
	}

	private String firstStranger(Observation read) {
		int longest = 0;
		Timeline nearest = this.history.timelines().get(0);
		for (Timeline timeline : this.history.timelines()) {
			int common = 0;
			while (common < Math.min(read.journal().size(), timeline.tokens().size())
					&& read.journal().get(common).equals(timeline.tokens().get(common))) {
				common++;
			}
			if (common > longest) {
				longest = common;
				nearest = timeline;
			}
		}
		String seen = (longest < read.journal().size()) ? read.journal().get(longest) : "nothing";
		String there = (longest < nearest.tokens().size()) ? nearest.tokens().get(longest) : "nothing";
		return seen + " at place " + longest + ", where timeline " + nearest.number() + " has " + there;
	}

	private void checkFresh(Observation read) {
		if (read.timelines().size() > 1) {
			return;
		}
		for (Transaction transaction : this.history.transactions()) {
			if (transaction.isAcknowledged() && transaction.timelines().equals(read.timelines())
					&& transaction.completed() < read.invoked() && !read.journal().contains(transaction.token())) {
				add(Anomaly.Kind.STALE, read + " does not see " + transaction);
			}
		}
	}

	private void add(Anomaly.Kind kind, String description) {
		this.found.add(new Anomaly(kind, description));
	}

}
