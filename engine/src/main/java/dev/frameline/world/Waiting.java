package dev.frameline.world;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The only places where a caller's thread stands still: at the JDBC edge, and at the guard of a reader's begin. */
public interface Waiting {

	/**
	 * Stands still until {@code stage} is complete.
	 * @throws TimeoutException if that takes longer than {@code atMost}; the stage goes on
	 * @throws ExecutionException if the stage failed; the cause is its exception
	 */
	<T> T await(CompletionStage<T> stage, Duration atMost)
			throws InterruptedException, TimeoutException, ExecutionException;

	/**
	 * Stands still until {@code stage} is complete, however long that takes. Unlike a wait with a bound it shows as
	 * waiting without one, so that a framework that shuts down knows whom to interrupt.
	 * @throws ExecutionException if the stage failed; the cause is its exception
	 */
	default <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
		return stage.toCompletableFuture().get();
	}

	/** Stands still for {@code time}. */
	void pause(Duration time) throws InterruptedException;

	/** A lock whose exclusive side is held for nanoseconds. */
	ReadWriteLock newGuard();

	static Waiting threads() {
		return new Waiting() {

			@Override
			public <T> T await(CompletionStage<T> stage, Duration atMost)
					throws InterruptedException, TimeoutException, ExecutionException {
				return stage.toCompletableFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
			}

			@Override
			public void pause(Duration time) throws InterruptedException {
				TimeUnit.NANOSECONDS.sleep(time.toNanos());
			}

			@Override
			public ReadWriteLock newGuard() {
				return new ReentrantReadWriteLock();
			}

		};
	}

}
