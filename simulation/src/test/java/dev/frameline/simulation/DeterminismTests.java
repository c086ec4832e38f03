package dev.frameline.simulation;

import java.util.HashSet;
import java.util.Set;

import dev.frameline.simulation.world.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A seed is worth nothing unless it does the same thing every time. */
class DeterminismTests {

	@ParameterizedTest
	@ValueSource(longs = { 1, 5, 11, 25, 61, 379 })
	void theSameSeedHasTheSameTrace(long seed) throws Exception {
		Trace first = new Trace(0);
		Trace second = new Trace(0);
		Seeds.run(seed, first, false);
		Seeds.run(seed, second, false);
		assertThat(second.hash()).isEqualTo(first.hash());
		assertThat(second.count()).isEqualTo(first.count()).isGreaterThan(1000);
	}

	@Test
	void whatIsShownDoesNotChangeWhatHappens() throws Exception {
		Trace plain = new Trace(0);
		Trace shown = new Trace(10_000);
		Seeds.run(11, plain, false);
		Seeds.run(11, shown, true);
		assertThat(shown.hash()).isEqualTo(plain.hash());
		assertThat(shown.tail()).anyMatch((line) -> line.contains("Database 'P'"));
	}

	@Test
	void differentSeedsHaveDifferentTraces() throws Exception {
		Set<String> hashes = new HashSet<>();
		for (long seed = 1; seed <= 5; seed++) {
			Trace trace = new Trace(0);
			Seeds.run(seed, trace, false);
			hashes.add(trace.hash());
		}
		assertThat(hashes).hasSize(5);
	}

}
