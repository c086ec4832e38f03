package dev.frameline.primary;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import dev.frameline.database.Lane;
import dev.frameline.world.Tasks;

/** Turns in the writer lane for those who come from outside: waited for with a bound, and never on a thread. */
final class Turns {

	/** How long anyone waits, and how long to stay away after that. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private final Lane lane;

	private final Tasks tasks;

	Turns(Lane lane, Tasks tasks) {
		this.lane = lane;
		this.tasks = tasks;
	}

	/**
	 * Works in a turn that ends, before anybody learns the result, when the work's stage is complete.
	 * @param busy the answer if no turn came in time
	 */
	<T> CompletionStage<T> take(String holder, Work<T> work, Supplier<T> busy) {
		return take(holder, PATIENCE, work, busy);
	}

	/** @param patience how long to wait for the turn */
	<T> CompletionStage<T> take(String holder, Duration patience, Work<T> work, Supplier<T> busy) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		CompletableFuture<Lane.Turn> entered = this.lane.enter(holder);
		Runnable bound = entered.isDone() ? () -> {
		} : this.tasks.after(patience, () -> entered.cancel(false));
		entered.whenComplete((turn, cancelled) -> {
			bound.run();
			if (turn == null) {
				answer.complete(busy.get());
				return;
			}
			try {
				this.tasks.execute(() -> run(turn, work, answer));
			}
			catch (RejectedExecutionException ex) {
				turn.close();
				answer.completeExceptionally(ex);
			}
		});
		return answer;
	}

	private <T> void run(Lane.Turn turn, Work<T> work, CompletableFuture<T> answer) {
		begin(turn, work).whenComplete((result, failure) -> {
			turn.close();
			if (failure != null) {
				answer.completeExceptionally(cause(failure));
			}
			else {
				answer.complete(result);
			}
		});
	}

	/** Works on a task, without a turn. */
	static <T> CompletionStage<T> onTask(Tasks tasks, Callable<T> work) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		tasks.execute(() -> {
			try {
				answer.complete(work.call());
			}
			catch (Exception | Error ex) {
				answer.completeExceptionally(ex);
			}
		});
		return answer;
	}

	static <T> CompletionStage<T> begin(Lane.Turn turn, Work<T> work) {
		try {
			return work.in(turn);
		}
		catch (Exception | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/** What is done in a turn. */
	@FunctionalInterface
	interface Work<T> {

		CompletionStage<T> in(Lane.Turn turn) throws Exception;

	}

}
