package dev.frameline.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.frameline.benchmarks.Comparison.Pair;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the comparisons and prints their ratios, as rows of a Markdown table. Within a round the two sides of a
 * comparison run right after one another, in the next round in the other order, so that whatever else the machine does
 * hits both.
 */
public final class Ratios {

	private final Map<Comparison, List<Pair>> rounds = new LinkedHashMap<>();

	/** @param comparisons what is to be measured, in this order */
	Ratios(List<Comparison> comparisons) {
		comparisons.forEach((comparison) -> this.rounds.put(comparison, new ArrayList<>()));
	}

	public static void main(String[] args) throws RunnerException {
		Choice choice = Choice.of(args);
		System.out.println(Machine.describe());
		Ratios ratios = new Ratios(choice.comparisons());
		for (int round = 1; round <= choice.rounds(); round++) {
			ratios.round(round, Effort.FULL);
		}
		System.out.printf("%n%s%n%n%s", Machine.describe(), ratios.table());
	}

	/** @param round from 1 */
	void round(int round, Effort effort) throws RunnerException {
		for (Map.Entry<Comparison, List<Pair>> entry : this.rounds.entrySet()) {
			Pair pair = entry.getKey().run(effort, round % 2 != 0);
			entry.getValue().add(pair);
			System.out.printf(Locale.ROOT, "round %d: %s: %,.0f/s against %,.0f/s, %.2f us against %.2f us%n", round,
					entry.getKey().title(), pair.measured().rate(), pair.base().rate(), pair.measured().processor(),
					pair.base().processor());
		}
	}

	String table() {
		StringBuilder table = new StringBuilder("""
				| what | by rate | by processor time | wanted |
				|---|---|---|---|
				""");
		this.rounds.forEach((comparison, pairs) -> table.append("| %s | %s | %s | %s |\n".formatted(comparison.title(),
				spread(pairs, Pair::rate), comparison.waits() ? "" : spread(pairs, Pair::processor),
				(comparison.wanted() > 0) ? String.format(Locale.ROOT, "%.2f", comparison.wanted()) : "")));
		return table.toString();
	}

	/** The median, and the lowest and the highest. */
	private static String spread(List<Pair> pairs, ToDoubleFunction<Pair> ratio) {
		double[] sorted = pairs.stream().mapToDouble(ratio).sorted().toArray();
		int last = sorted.length - 1;
		return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", (sorted[last / 2] + sorted[(last + 1) / 2]) / 2,
				sorted[0], sorted[last]);
	}

}
