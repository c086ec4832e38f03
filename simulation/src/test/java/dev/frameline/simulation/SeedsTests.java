package dev.frameline.simulation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The simulation, as many seeds of it as {@code -Dframeline.seeds} says, from {@code -Dframeline.first-seed} on. A night
 * is {@code mvn -pl simulation -am test -Dtest=SeedsTests -Dsurefire.failIfNoSpecifiedTests=false
 * -Dframeline.seeds=100000 -Dframeline.first-seed=1000000}.
 */
class SeedsTests {

	private static final long IN_EVERY_BUILD = 300;

	@Test
	void noSeedShowsAnythingThatMustNotBe() throws Exception {
		long first = Long.getLong("frameline.first-seed", 1);
		String summary = new Seeds(first, Long.getLong("frameline.seeds", IN_EVERY_BUILD)).run();
		System.out.println(summary);
		assertThat(summary).startsWith("Seeds " + first);
	}

}
