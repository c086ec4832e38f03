package dev.frameline.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Clocks that stand still until a test moves them, and tasks that run in the thread that brings them about. */
public final class SteppedTime implements Time, Tasks {

	private final List<Delayed> delayed = new ArrayList<>();

	private long nanos = 1_000_000_000_000L;

	private long millis = 1_700_000_000_000L;

	/** A world with this time and nobody to wait. */
	public World world() {
		return new World(this, Disk.system(), this, Waiting.threads(), Chance.secure());
	}

	@Override
	public synchronized long millis() {
		return this.millis;
	}

	@Override
	public synchronized long nanos() {
		return this.nanos;
	}

	@Override
	public void execute(Runnable task) {
		task.run();
	}

	@Override
	public synchronized Runnable after(Duration delay, Runnable task) {
		Delayed each = new Delayed(this.nanos + delay.toNanos(), task);
		this.delayed.add(each);
		return () -> forget(each);
	}

	private synchronized void forget(Delayed each) {
		this.delayed.remove(each);
	}

	/** How many tasks wait for their time. */
	public synchronized int delays() {
		return this.delayed.size();
	}

	/** Lets time go by: what is due on the way runs at its time. */
	public void pass(Duration duration) {
		long end = nanos() + duration.toNanos();
		for (Delayed next = next(end); next != null; next = next(end)) {
			next.task.run();
		}
		moveTo(end);
	}

	private synchronized Delayed next(long end) {
		Delayed next = this.delayed.stream().min(Comparator.comparingLong(Delayed::due)).orElse(null);
		if (next == null || next.due > end) {
			return null;
		}
		this.delayed.remove(next);
		moveTo(Math.max(this.nanos, next.due));
		return next;
	}

	private synchronized void moveTo(long nanos) {
		this.millis += (nanos - this.nanos) / 1_000_000;
		this.nanos = nanos;
	}

	/** Time goes by without that anything runs: the process stood still. */
	public void stall(Duration duration) {
		moveTo(nanos() + duration.toNanos());
	}

	/** Somebody has set the wall clock. */
	public synchronized void setWallClock(Duration further) {
		this.millis += further.toMillis();
	}

	private record Delayed(long due, Runnable task) {

	}

}
