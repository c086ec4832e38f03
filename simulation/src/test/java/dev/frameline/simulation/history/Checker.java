package dev.frameline.simulation.history;

import java.util.ArrayList;
import java.util.List;

/** Looks for everything that cannot have happened. */
public final class Checker {

	private Checker() {
	}

	/** @return nothing, if the history can be that of one database */
	public static List<Anomaly> check(History history) {
		List<Anomaly> found = new ArrayList<>();
		new Presence(history, found).check();
		for (Timeline timeline : history.timelines()) {
			new RealTime(history, timeline, found).check();
		}
		States states = States.replay(history, found);
		new Reads(history, states, found).check();
		new Sessions(history, found).check();
		return found;
	}

}
