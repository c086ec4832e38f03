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

	private int running;

	ControlledTasks(Tasks threads) {
		this.threads = threads;
	}

	@Override
	public synchronized void execute(Runnable task) {
		this.running++;
		try {
			Runnable counted = () -> run(task);
			if (this.ordered) {
				this.queue = this.queue.thenRunAsync(counted, this.threads);
			}
			else {
				this.threads.execute(counted);
			}
		}
		catch (RuntimeException ex) {
			this.running--;
			throw ex;
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		finally {
			synchronized (this) {
				this.running--;
				notifyAll();
			}
		}
	}

	/** Returns when no task is running or waiting for a thread. */
	public synchronized void settle() throws InterruptedException {
		while (this.running > 0) {
			wait();
		}
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
		due.forEach(this::execute);
	}

}
