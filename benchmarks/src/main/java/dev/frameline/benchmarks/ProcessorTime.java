package dev.frameline.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * How long a processor works for an operation, on the thread that asks for it. Unlike a rate it hardly changes when
 * others use the machine; and it says nothing where threads wait, or where others work for them.
 */
public final class ProcessorTime implements InternalProfiler {

	static final String LABEL = "processor";

	private static final String WORKER = "-jmh-worker-";

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private Map<Long, Long> before = Map.of();

	@Override
	public String getDescription() {
		return "Processor time of the benchmark's own threads";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = nanos();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		long nanos = 0;
		for (Map.Entry<Long, Long> thread : nanos().entrySet()) {
			nanos += thread.getValue() - this.before.getOrDefault(thread.getKey(), 0L);
		}
		double each = nanos / 1000.0 / result.getMetadata().getAllOps();
		return List.of(new ScalarResult(LABEL, each, "us/op", AggregationPolicy.AVG));
	}

	/** By thread: one of an earlier iteration may end at any time, and what it has used has no part in this one. */
	private Map<Long, Long> nanos() {
		Map<Long, Long> nanos = new HashMap<>();
		for (ThreadInfo thread : this.threads.getThreadInfo(this.threads.getAllThreadIds())) {
			if (thread != null && thread.getThreadName().contains(WORKER)) {
				nanos.put(thread.getThreadId(), Math.max(0, this.threads.getThreadCpuTime(thread.getThreadId())));
			}
		}
		return nanos;
	}

}
