package dev.frameline.benchmarks;

import java.util.List;

import dev.frameline.benchmarks.Measured.Speed;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Two benchmarks that are run in turn, and by how much one is faster than the other.
 * @param wanted the lowest ratio that is good enough; 0 if none is asked for
 * @param waits whether its threads wait for the disk or for others, so that processor time says nothing
 */
record Comparison(String title, Measured measured, Measured base, double wanted, boolean waits) {

	/** Everything that is compared. */
	static final List<Comparison> ALL = List.of(
			reading("point read on a primary", "point", Side.PRIMARY, 0.9),
			reading("point read on a replica", "point", Side.REPLICA, 0.9),
			reading("ten point reads on one connection", "tenPoints", Side.PRIMARY, 0),
			reading("100 rows", "hundredRows", Side.PRIMARY, 0),
			reading("read-only transaction of 1 read", "transactionOfOne", Side.PRIMARY, 0),
			reading("read-only transaction of 5 reads", "transactionOfFive", Side.PRIMARY, 0),
			committing("durable commit on a primary, 1 thread", Side.PRIMARY, "insert", Side.PLAIN, 1, 0),
			committing("durable commit on a primary, 16 threads", Side.PRIMARY, "insert", Side.PLAIN, 16, 3),
			committing("durable commit on a replica, 16 threads, against one in flight", Side.REPLICA, "insert",
					Side.ONE_IN_FLIGHT, 16, 5),
			committing("durable commit on a replica, 1 thread, against an empty request and a commit of SQLite's",
					Side.REPLICA, "requestAndInsert", Side.ASKING, 1, 0.67));

	/**
	 * Runs both, one after the other.
	 * @param baseFirst which of them
	 */
	Pair run(Effort effort, boolean baseFirst) throws RunnerException {
		if (baseFirst) {
			Speed base = this.base.run(effort);
			return new Pair(this.measured.run(effort), base);
		}
		Speed measured = this.measured.run(effort);
		return new Pair(measured, this.base.run(effort));
	}

	private static Comparison reading(String title, String method, Side side, double wanted) {
		return new Comparison(title, new Measured(Reads.class, method, side, 1),
				new Measured(Reads.class, method, Side.PLAIN, 1), wanted, false);
	}

	/** @param base what the base side does; the other one inserts */
	private static Comparison committing(String title, Side side, String base, Side baseSide, int threads, double wanted) {
		return new Comparison(title, new Measured(Commits.class, "insert", side, threads),
				new Measured(Commits.class, base, baseSide, threads), wanted, true);
	}

	/** What one round gave. */
	record Pair(Speed measured, Speed base) {

		/** How many operations are done while the base does one. */
		double rate() {
			return this.measured.rate() / this.base.rate();
		}

		/** The same, as the processor time of both has it. */
		double processor() {
			return this.base.processor() / this.measured.processor();
		}

	}

}
