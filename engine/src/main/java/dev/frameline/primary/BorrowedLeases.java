package dev.frameline.primary;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.log.Acquired;
import dev.frameline.world.World;

/**
 * Leases for those who know of none, nodes of an earlier version and libSQL clients: one is asked for in their name, in
 * the same queue, and given back when their work is done.
 */
final class BorrowedLeases {

	/** How long one may be borrowed while others wait. */
	static final Duration LONGEST = Duration.ofSeconds(30);

	private final LeaseDesk desk;

	private final World world;

	BorrowedLeases(LeaseDesk desk, World world) {
		this.desk = desk;
		this.world = world;
	}

	/**
	 * Works under a lease that is given back afterwards. Lease and turn together are waited for with the one patience.
	 * @param busy the answer if there was none in time
	 */
	<T> CompletionStage<T> lend(String holder, Work<T> work, Supplier<T> busy) {
		return borrow(holder, (claim, patience) -> work.under(claim, patience)
			.whenComplete((done, failure) -> this.desk.release(claim)), busy);
	}

	/** Works under a lease that {@code work} gives back. */
	<T> CompletionStage<T> borrow(String holder, Work<T> work, Supplier<T> busy) {
		Asker asker = new Asker(this.world.chance().nextId(), holder, LONGEST, true);
		long asked = this.world.time().nanos();
		return this.desk.ask(asker, Turns.PATIENCE).thenCompose((answer) -> {
			if (answer instanceof Acquired.Granted granted) {
				long left = Turns.PATIENCE.toNanos() - (this.world.time().nanos() - asked);
				return work.under(new Claim(asker.origin(), granted.fence()), Duration.ofNanos(Math.max(0, left)));
			}
			return CompletableFuture.completedStage(busy.get());
		});
	}

	/** What is done under a lease. */
	@FunctionalInterface
	interface Work<T> {

		/** @param patience how long a turn may be waited for */
		CompletionStage<T> under(Claim claim, Duration patience);

	}

}
