package dev.frameline.benchmarks;

import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long a benchmark is run.
 * @param forks JVMs of its own; with 0 it runs in this one, and its result says nothing
 * @param warmups seconds that do not count
 * @param measurements how often it is measured for {@code each}
 */
record Effort(int forks, int warmups, int measurements, TimeValue each) {

	/** HotSpot compiles what is hot at once, and not when a processor has time for it: others may use them all. */
	private static final String COMPILED_AT_ONCE = "-Xbatch";

	static final Effort FULL = new Effort(1, 8, 4, TimeValue.seconds(1));

	void applyTo(OptionsBuilder options) {
		options.forks(this.forks)
			.warmupIterations(this.warmups)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(this.measurements)
			.measurementTime(this.each)
			.jvmArgsAppend(COMPILED_AT_ONCE);
	}

}
