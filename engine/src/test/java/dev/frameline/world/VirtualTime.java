package dev.frameline.world;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/** A clock that a test moves, and the tasks that come due with it, run on the test's own thread. */
public final class VirtualTime implements Time, Tasks {

	private final PriorityQueue<Delayed> delayed = new PriorityQueue<>(
			Comparator.comparingLong(Delayed::at).thenComparingLong(Delayed::number));

	private long now = Duration.ofHours(1).toNanos();

	private long number;

	private boolean down;

	/** Time passes, and what comes due meanwhile is done. */
	public void pass(Duration duration) {
		long until = nanos() + duration.toNanos();
		for (Delayed next = next(until); next != null; next = next(until)) {
			next.task().run();
		}
		at(until);
	}

	private synchronized Delayed next(long until) {
		if (this.delayed.isEmpty() || this.delayed.peek().at() > until) {
			return null;
		}
		Delayed next = this.delayed.poll();
		this.now = Math.max(this.now, next.at());
		return next;
	}

	private synchronized void at(long nanos) {
		this.now = nanos;
	}

	/** How many tasks are going to come due. */
	public synchronized int waiting() {
		return this.delayed.size();
	}

	/** The threads are shut down. */
	public synchronized void shutDown() {
		this.down = true;
		this.delayed.clear();
	}

	@Override
	public synchronized long millis() {
		return this.now / 1_000_000;
	}

	@Override
	public synchronized long nanos() {
		return this.now;
	}

	@Override
	public void execute(Runnable task) {
		after(Duration.ZERO, task);
	}

	@Override
	public synchronized Runnable after(Duration delay, Runnable task) {
		if (this.down) {
			throw new RejectedExecutionException("shut down");
		}
		Delayed added = new Delayed(this.now + delay.toNanos(), this.number++, task);
		this.delayed.add(added);
		return () -> forget(added);
	}

	private synchronized void forget(Delayed task) {
		this.delayed.remove(task);
	}

	private record Delayed(long at, long number, Runnable task) {

	}

}
