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

	/** Enough for HotSpot to have compiled everything, unless others use most of the machine. */
	static final Effort FULL = new Effort(1, 8, 4, TimeValue.seconds(1));

	void applyTo(OptionsBuilder options) {
		options.forks(this.forks)
			.warmupIterations(this.warmups)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(this.measurements)
			.measurementTime(this.each);
	}

}
