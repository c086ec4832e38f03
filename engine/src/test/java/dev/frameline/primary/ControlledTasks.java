package dev.frameline.primary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.frameline.world.Tasks;

/** Real threads, and delays that pass when the test says so. */
public final class ControlledTasks implements Tasks {

	private final Tasks threads;

	private final List<Runnable> delayed = new ArrayList<>();

	private CompletableFuture<Void> queue = CompletableFuture.completedFuture(null);

	private boolean ordered;

	ControlledTasks(Tasks threads) {
		this.threads = threads;
	}

	@Override
	public synchronized void execute(Runnable task) {
		if (!this.ordered) {
			this.threads.execute(task);
			return;
		}
		this.queue = this.queue.thenRunAsync(task, this.threads);
	}

	/** From now on one task runs at a time, in the order of asking, as with a single thread. */
	public synchronized void oneAtATime() {
		this.ordered = true;
	}

	@Override
	public synchronized Runnable after(Duration delay, Runnable task) {
		this.delayed.add(task);
		return () -> forget(task);
	}

	private synchronized void forget(Runnable task) {
		this.delayed.remove(task);
	}

	/** How many delays go on. */
	public synchronized int delays() {
		return this.delayed.size();
	}

	/** All delays are over. */
	public void passTime() {
		List<Runnable> due;
		synchronized (this) {
			due = new ArrayList<>(this.delayed);
			this.delayed.clear();
		}
		due.forEach(this.threads::execute);
	}

}
