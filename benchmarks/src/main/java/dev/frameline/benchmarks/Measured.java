package dev.frameline.benchmarks;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark on a side.
 * @param type whose method it is
 * @param threads that run it at once
 */
record Measured(Class<?> type, String method, Side side, int threads) {

	String benchmark() {
		return this.type.getName() + "." + this.method;
	}

	Speed run(Effort effort) throws RunnerException {
		OptionsBuilder options = new OptionsBuilder();
		options.include("^" + benchmark().replace(".", "\\.") + "$")
			.param("side", this.side.name())
			.threads(this.threads)
			.addProfiler(ProcessorTime.class)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true);
		effort.applyTo(options);
		RunResult result = new Runner(options.build()).runSingle();
		return new Speed(result.getPrimaryResult().getScore(),
				result.getSecondaryResults().get(ProcessorTime.LABEL).getScore());
	}

	/**
	 * What a run gave.
	 * @param rate operations a second, of all threads together
	 * @param processor microseconds that a processor worked for an operation
	 */
	record Speed(double rate, double processor) {

	}

}
