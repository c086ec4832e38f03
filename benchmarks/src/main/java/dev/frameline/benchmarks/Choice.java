package dev.frameline.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 * @param rounds how often each comparison is run
 */
record Choice(int rounds, List<Comparison> comparisons) {

	private static final int ROUNDS = 5;

	private static final String ROUNDS_OPTION = "--rounds=";

	private static final String ONLY_OPTION = "--only=";

	/** @throws IllegalArgumentException if it is nothing that is known; the message says what is */
	static Choice of(String... args) {
		Choice choice = new Choice(ROUNDS, Comparison.ALL);
		for (String arg : args) {
			if (arg.matches(ROUNDS_OPTION + "[1-9]\\d{0,3}")) {
				choice = new Choice(Integer.parseInt(arg.substring(ROUNDS_OPTION.length())), choice.comparisons());
			}
			else if (arg.startsWith(ONLY_OPTION)) {
				choice = new Choice(choice.rounds(), only(arg.substring(ONLY_OPTION.length())));
			}
			else {
				throw new IllegalArgumentException(
						"Expected " + ROUNDS_OPTION + "<1 to 9999> and " + ONLY_OPTION + "<words of a title>, not " + arg);
			}
		}
		return choice;
	}

	private static List<Comparison> only(String words) {
		List<Comparison> found = Comparison.ALL.stream()
			.filter((comparison) -> comparison.title().contains(words.toLowerCase(Locale.ROOT)))
			.toList();
		if (found.isEmpty()) {
			throw new IllegalArgumentException("Expected words of one of these titles, not '" + words + "': "
					+ Comparison.ALL.stream().map(Comparison::title).toList());
		}
		return found;
	}

}
