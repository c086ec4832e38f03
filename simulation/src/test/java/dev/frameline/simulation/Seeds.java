package dev.frameline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.frameline.simulation.world.SimulationException;
import dev.frameline.simulation.world.Trace;
import org.jspecify.annotations.Nullable;

/** Runs many seeds, on as many threads as there are processors; what they do is their own business. */
final class Seeds {

	private static final int SHOWN_LINES = 250;

	private static final Path MEMORY = Path.of("/dev/shm");

	private final long first;

	private final long count;

	private final AtomicLong next;

	private final AtomicLong commits = new AtomicLong();

	private final AtomicLong reads = new AtomicLong();

	private volatile @Nullable Failure failure;

	private record Failure(long seed, Throwable cause) {

	}

	Seeds(long first, long count) {
		this.first = first;
		this.count = count;
		this.next = new AtomicLong(first);
	}

	/**
	 * Runs them all, or up to one that fails.
	 * @return what they came to, in a sentence
	 * @throws AssertionError with the command that runs the failing one again, and the end of its trace
	 */
	String run() throws Exception {
		int workers = Runtime.getRuntime().availableProcessors();
		ExecutorService pool = Executors.newFixedThreadPool(workers);
		try {
			List<Future<?>> working = new ArrayList<>();
			for (int i = 0; i < workers; i++) {
				working.add(pool.submit(this::work));
			}
			for (Future<?> each : working) {
				each.get();
			}
		}
		finally {
			pool.shutdownNow();
		}
		Failure failed = this.failure;
		if (failed != null) {
			throw new AssertionError(describe(failed), failed.cause);
		}
		return "Seeds " + this.first + " to " + (this.first + this.count - 1) + ": " + this.commits + " commits, "
				+ this.reads + " reads checked";
	}

	private void work() {
		for (long seed = this.next.getAndIncrement(); seed < this.first + this.count
				&& this.failure == null; seed = this.next.getAndIncrement()) {
			try {
				Simulation.Result result = run(seed, new Trace(0), false);
				this.commits.addAndGet(result.commits());
				this.reads.addAndGet(result.reads());
			}
			catch (Throwable ex) {
				this.failure = new Failure(seed, ex);
			}
		}
	}

	/** Runs a seed in a directory of its own, in memory where there is room for it. */
	static Simulation.Result run(long seed, Trace trace, boolean withEngineLog) throws IOException {
		Path directory = Files.isDirectory(MEMORY) ? Files.createTempDirectory(MEMORY, "frameline-simulation")
				: Files.createTempDirectory("frameline-simulation");
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			return Simulation.run(seed, directory, threads, trace, withEngineLog);
		}
		finally {
			threads.shutdown();
			delete(directory);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

	/** Runs it once more, now with everything that can be told. */
	private static String describe(Failure failure) throws IOException {
		Trace trace = new Trace(SHOWN_LINES);
		String again = "It failed again.";
		try {
			run(failure.seed, trace, true);
			again = "RUN AGAIN, IT DID NOT FAIL: it depends on something that is not simulated.";
		}
		catch (SimulationException ex) {
			// As before
		}
		return "Seed " + failure.seed + ": " + failure.cause.getMessage() + "\n" + again + " To run it: "
				+ "mvn -B -pl simulation -am test -Dtest=SeedsTests -Dsurefire.failIfNoSpecifiedTests=false"
				+ " -Dframeline.seeds=1 -Dframeline.first-seed=" + failure.seed + "\n\n" + String.join("\n", trace.tail());
	}

}
