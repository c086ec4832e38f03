package dev.frameline.primary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.log.Pulled;
import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Pulls that wait for something to send. Each keeps its question and asks it again whenever the log has grown, when
 * its time is over, and when all are released; so an answer is never older than what woke it.
 *
 * <p>A question is entered among the waiting ones <em>before</em> it is asked the first time: a commit in between
 * finds it there.
 */
final class HeldPulls {

	private final Tasks tasks;

	private final Set<Held> waiting = new LinkedHashSet<>();

	private boolean released;

	HeldPulls(Tasks tasks) {
		this.tasks = tasks;
	}

	/**
	 * Answers at once if there is an answer other than {@link Pulled.UpToDate}, and otherwise after {@code hold} at
	 * the latest. Cancelling the answer gives the place up.
	 */
	CompletionStage<Pulled> ask(Duration hold, Callable<Pulled> question) {
		Held held = new Held(question);
		this.tasks.execute(() -> begin(held, hold));
		return held.answer;
	}

	private void begin(Held held, Duration hold) {
		if (hold.isZero() || hold.isNegative() || !enter(held)) {
			held.settle();
			return;
		}
		Runnable deadline = this.tasks.after(hold, held::settle);
		held.answer.whenComplete((answer, failure) -> {
			deadline.run();
			leave(held);
		});
		held.settleUnlessUpToDate();
	}

	/** How many wait. */
	synchronized int size() {
		return this.waiting.size();
	}

	/** Something was appended: whoever waits gets it, in the order of coming. */
	void wake() {
		for (Held held : snapshot()) {
			this.tasks.execute(held::settleUnlessUpToDate);
		}
	}

	/** Answers everybody now, and from now on at once. */
	void release() {
		synchronized (this) {
			this.released = true;
		}
		snapshot().forEach(Held::settle);
	}

	private synchronized boolean enter(Held held) {
		return !this.released && this.waiting.add(held);
	}

	private synchronized void leave(Held held) {
		this.waiting.remove(held);
	}

	private synchronized List<Held> snapshot() {
		return new ArrayList<>(this.waiting);
	}

	private static final class Held {

		private final Callable<Pulled> question;

		private final CompletableFuture<Pulled> answer = new CompletableFuture<>();

		Held(Callable<Pulled> question) {
			this.question = question;
		}

		void settle() {
			Pulled now = ask();
			if (now != null) {
				this.answer.complete(now);
			}
		}

		void settleUnlessUpToDate() {
			Pulled now = ask();
			if (now != null && !(now instanceof Pulled.UpToDate)) {
				this.answer.complete(now);
			}
		}

		private @Nullable Pulled ask() {
			if (this.answer.isDone()) {
				return null;
			}
			try {
				return this.question.call();
			}
			catch (Exception ex) {
				this.answer.completeExceptionally(ex);
				return null;
			}
		}

	}

}
