package dev.frameline.simulation.history;

import java.util.List;
import java.util.Map;

/**
 * All that clients did and saw.
 *
 * @param initial the values before the first transaction
 * @param transactions in the order in which they ended
 * @param observations in the order in which they ended
 * @param timelines one, unless a log was set back
 */
public record History(Map<String, String> initial, List<Transaction> transactions, List<Observation> observations,
		List<Timeline> timelines) {

}
