package dev.frameline.simulation.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Whether an order agrees with real time. Walking it backwards, the earliest end of all that come later is kept: none
 * of them may have been over before the one at hand began.
 */
final class RealTime {

	private final Timeline timeline;

	private final List<Anomaly> found;

	private final Map<String, Transaction> byToken = new HashMap<>();

	RealTime(History history, Timeline timeline, List<Anomaly> found) {
		this.timeline = timeline;
		this.found = found;
		history.transactions().forEach((transaction) -> this.byToken.put(transaction.token(), transaction));
	}

	void check() {
		Transaction earliest = null;
		for (int i = this.timeline.tokens().size() - 1; i >= 0; i--) {
			Transaction here = this.byToken.get(this.timeline.tokens().get(i));
			if (here == null) {
				continue;
			}
			if (earliest != null && earliest.completed() < here.invoked()) {
				this.found.add(new Anomaly(Anomaly.Kind.REAL_TIME, here + " comes before " + earliest
						+ ", which was over when it began"));
			}
			earliest = earlier(earliest, here);
		}
	}

	/** Only an acknowledged one is over for sure: the others may have happened later. */
	private static @Nullable Transaction earlier(@Nullable Transaction earliest, Transaction here) {
		if (!here.isAcknowledged() || (earliest != null && earliest.completed() <= here.completed())) {
			return earliest;
		}
		return here;
	}

}
