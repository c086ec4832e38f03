package dev.frameline.log.disk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;

/** Tasks that run when the test says so, on its own thread. */
final class QueuedTasks implements Tasks {

	private final Deque<Runnable> waiting = new ArrayDeque<>();

	/** Their time never comes. */
	private final Set<Runnable> delayed = ConcurrentHashMap.newKeySet();

	private @Nullable RuntimeException rejection;

	synchronized void rejectWith(@Nullable RuntimeException rejection) {
		this.rejection = rejection;
	}

	@Override
	public synchronized void execute(Runnable task) {
		if (this.rejection != null) {
			throw this.rejection;
		}
		this.waiting.add(task);
	}

	@Override
	public Runnable after(Duration delay, Runnable task) {
		this.delayed.add(task);
		return () -> this.delayed.remove(task);
	}

	/** How many wait. */
	synchronized int waiting() {
		return this.waiting.size();
	}

	/** Runs all that wait, and what they add. */
	void run() {
		for (Runnable task = next(); task != null; task = next()) {
			task.run();
		}
	}

	private synchronized Runnable next() {
		return this.waiting.poll();
	}

}
