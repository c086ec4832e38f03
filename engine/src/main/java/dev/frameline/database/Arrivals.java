package dev.frameline.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.Position;

/** Those who wait for the node to show a position. */
final class Arrivals {

	private final List<Waiter> waiters = new ArrayList<>();

	/**
	 * Waits for {@code position}.
	 * @param shown the position shown now, asked for after the waiter is on the list, so that none is missed
	 */
	CompletionStage<Position> await(Position position, Supplier<Position> shown) {
		CompletableFuture<Position> arrived = new CompletableFuture<>();
		synchronized (this) {
			this.waiters.removeIf((waiter) -> waiter.arrived.isDone());
			this.waiters.add(new Waiter(position, arrived));
		}
		reached(shown.get());
		return arrived;
	}

	/** The node shows {@code position}. Waiters go on, on this thread. */
	void reached(Position position) {
		List<Waiter> arrived = new ArrayList<>();
		synchronized (this) {
			if (this.waiters.isEmpty()) {
				return;
			}
			this.waiters.removeIf((waiter) -> !waiter.position.isAfter(position) && arrived.add(waiter));
		}
		arrived.forEach((waiter) -> waiter.arrived.complete(position));
	}

	private record Waiter(Position position, CompletableFuture<Position> arrived) {

	}

}
