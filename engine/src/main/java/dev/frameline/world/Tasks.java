package dev.frameline.world;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads that somebody else started. The engine starts none. */
public interface Tasks extends Executor {

	/** Runs {@code task} as soon as a thread is free. It may do disk I/O, and must not wait for another task. */
	@Override
	void execute(Runnable task);

	/**
	 * Runs {@code task} once, {@code delay} from now.
	 * @return runs when called: the task will not run if it has not begun
	 */
	Runnable after(Duration delay, Runnable task);

	static Tasks on(ScheduledExecutorService executor) {
		return new Tasks() {

			@Override
			public void execute(Runnable task) {
				executor.execute(task);
			}

			@Override
			public Runnable after(Duration delay, Runnable task) {
				Future<?> scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
				return () -> scheduled.cancel(false);
			}

		};
	}

}
