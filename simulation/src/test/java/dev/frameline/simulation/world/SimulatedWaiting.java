package dev.frameline.simulation.world;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import dev.frameline.world.Waiting;
import org.jspecify.annotations.Nullable;

/** Where a fiber of a process stands still. A task must not, and is told so. */
public final class SimulatedWaiting implements Waiting {

	private final Scheduler scheduler;

	private final @Nullable Process process;

	/** @param process {@code null} for fibers that belong to none */
	public SimulatedWaiting(Scheduler scheduler, @Nullable Process process) {
		this.scheduler = scheduler;
		this.process = process;
	}

	@Override
	public <T> T await(CompletionStage<T> stage, Duration atMost)
			throws InterruptedException, TimeoutException, ExecutionException {
		CompletableFuture<T> future = stage.toCompletableFuture();
		if (!future.isDone()) {
			stand(future, atMost);
		}
		if (!future.isDone()) {
			throw new TimeoutException();
		}
		return future.get();
	}

	@Override
	public <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
		CompletableFuture<T> future = stage.toCompletableFuture();
		while (!future.isDone()) {
			stand(future, null);
		}
		return future.get();
	}

	@Override
	public void pause(Duration time) throws InterruptedException {
		stand(new CompletableFuture<>(), time);
	}

	/** It is held for nanoseconds, within which nobody waits: it is never found taken. */
	@Override
	public ReadWriteLock newGuard() {
		return new ReentrantReadWriteLock();
	}

	private void stand(CompletableFuture<?> until, @Nullable Duration atMost) throws InterruptedException {
		if (this.process != null) {
			this.process.requireAlive();
		}
		Fiber fiber = this.scheduler.running();
		if (fiber == null) {
			throw new IllegalStateException("a task waits; only callers of the engine may");
		}
		throwIfInterrupted();
		long wait = fiber.waits();
		until.whenComplete((result, failure) -> fiber.wakeFrom(wait));
		Runnable cancel = (atMost != null)
				? this.scheduler.after(atMost.toNanos(), this.process, () -> fiber.wakeFrom(wait)) : () -> {
				};
		fiber.park();
		cancel.run();
		throwIfInterrupted();
	}

	private static void throwIfInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

}
