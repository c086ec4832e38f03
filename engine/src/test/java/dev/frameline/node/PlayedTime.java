package dev.frameline.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.world.Tasks;
import dev.frameline.world.Time;

/** Real threads, and a clock that goes when the test says so. Delays that are over run on the test's own thread. */
final class PlayedTime implements Time, Tasks {

	private final Tasks threads;

	private final List<Delayed> delayed = new ArrayList<>();

	private long nanos = 1;

	private record Delayed(long due, Runnable task) {

	}

	PlayedTime(Tasks threads) {
		this.threads = threads;
	}

	@Override
	public synchronized long nanos() {
		return this.nanos;
	}

	@Override
	public long millis() {
		return nanos() / 1_000_000;
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	@Override
	public synchronized Runnable after(Duration delay, Runnable task) {
		if (delay.isZero()) {
			this.threads.execute(task);
			return () -> {
			};
		}
		Delayed added = new Delayed(this.nanos + delay.toNanos(), task);
		this.delayed.add(added);
		return () -> forget(added);
	}

	private synchronized void forget(Delayed delayed) {
		this.delayed.remove(delayed);
	}

	/** How many delays go on. */
	synchronized int delays() {
		return this.delayed.size();
	}

	void pass(Duration time) {
		List<Delayed> over;
		synchronized (this) {
			this.nanos += time.toNanos();
			over = this.delayed.stream().filter((each) -> each.due <= this.nanos).toList();
			this.delayed.removeAll(over);
		}
		over.forEach((each) -> each.task.run());
	}

}
