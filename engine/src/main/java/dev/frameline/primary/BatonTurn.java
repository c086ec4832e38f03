package dev.frameline.primary;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a libSQL client that pushes one transaction in several batches: it keeps its turn while batches come.
 * When none has come for 5 seconds, or after 30 seconds in all, what was collected is dropped and others get theirs.
 */
final class BatonTurn {

	private static final Duration IDLE = Duration.ofSeconds(5);

	private final LeaseDesk desk;

	private final BorrowedLeases borrowed;

	private final PushSession session;

	private final Turns turns;

	private final World world;

	private @Nullable Claim kept;

	private long since;

	private int users;

	private Runnable idle = () -> {
	};

	BatonTurn(LeaseDesk desk, BorrowedLeases borrowed, PushSession session, Turns turns, World world) {
		this.desk = desk;
		this.borrowed = borrowed;
		this.session = session;
		this.turns = turns;
		this.world = world;
	}

	/** Decides about a push, under the lease that its transaction has, or under one of its own. */
	CompletionStage<Pushed> take(Push push, BorrowedLeases.Work<Pushed> work, Supplier<Pushed> busy) {
		Claim own;
		try {
			own = goOn(push);
		}
		catch (IOException ex) {
			return CompletableFuture.failedStage(ex);
		}
		if (own != null) {
			return use(own, Turns.PATIENCE, work);
		}
		return this.borrowed.borrow("a libSQL client's push", (claim, patience) -> {
			begin(claim);
			return use(claim, patience, work);
		}, busy);
	}

	private synchronized @Nullable Claim goOn(Push push) throws IOException {
		if (this.kept != null && this.session.isFollowedBy(push)) {
			this.idle.run();
			this.users++;
			return this.kept;
		}
		return null;
	}

	private synchronized void begin(Claim claim) {
		this.idle.run();
		this.kept = claim;
		this.since = this.world.time().nanos();
		this.users = 1;
	}

	private CompletionStage<Pushed> use(Claim claim, Duration patience, BorrowedLeases.Work<Pushed> work) {
		return work.under(claim, patience).whenComplete((pushed, failure) -> used(claim));
	}

	private void used(Claim claim) {
		synchronized (this) {
			if (this.kept != claim) {
				return;
			}
			this.users--;
			if (this.users > 0) {
				return;
			}
			Duration left = left();
			if (this.session.isOpen() && !left.isZero()) {
				this.idle = this.world.tasks().after((left.compareTo(IDLE) < 0) ? left : IDLE, () -> giveUp(claim));
				return;
			}
		}
		end(claim);
	}

	private Duration left() {
		long nanos = this.since + BorrowedLeases.LONGEST.toNanos() - this.world.time().nanos();
		return Duration.ofNanos(Math.max(0, nanos));
	}

	private void giveUp(Claim claim) {
		synchronized (this) {
			if (this.kept != claim || this.users > 0) {
				return;
			}
		}
		end(claim);
	}

	/** What was collected is dropped before anybody else has a turn under a lease. */
	private void end(Claim claim) {
		synchronized (this) {
			this.kept = null;
		}
		if (!this.session.isOpen()) {
			this.desk.release(claim);
			return;
		}
		this.turns.take("the end of a push that was given up", this.session::drop, () -> null)
			.whenComplete((done, failure) -> this.desk.release(claim));
	}

}
