package dev.frameline.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writers of this node in the order of asking. Guarded by its {@link NodeLease}. */
final class Line {

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	/** One of them. Whoever cancels its future has left. */
	record Waiter(CompletableFuture<Admission> entered, long deadline) {

	}

	void add(Waiter waiter) {
		this.waiters.add(waiter);
	}

	boolean isEmpty() {
		return length() == 0;
	}

	int length() {
		this.waiters.removeIf((waiter) -> waiter.entered().isDone());
		return this.waiters.size();
	}

	/** Takes the first one out; there is one. */
	Waiter next() {
		return this.waiters.remove();
	}

	/** How long the first one waits yet; zero if there is none. */
	Duration patience(long now) {
		return isEmpty() ? Duration.ZERO
				: Duration.ofNanos(Math.max(0, this.waiters.element().deadline() - now));
	}

	/** Takes those out whose time is over. */
	List<Waiter> takeLate(long now) {
		List<Waiter> late = this.waiters.stream().filter((waiter) -> now - waiter.deadline() >= 0).toList();
		this.waiters.removeAll(late);
		return late;
	}

	List<Waiter> takeAll() {
		List<Waiter> all = new ArrayList<>(this.waiters);
		this.waiters.clear();
		return all;
	}

}
