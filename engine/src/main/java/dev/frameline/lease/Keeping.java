package dev.frameline.lease;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.frameline.log.Acquired;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Renews a grant, step by step, for as long as the node holds it. A renewal is held by the granter for a step, unless it
 * is known that others wait; no step begins before its time, however soon an answer comes.
 */
final class Keeping {

	private final NodeLease lease;

	private final Holding held;

	private final World world;

	Keeping(NodeLease lease, Holding held, World world) {
		this.lease = lease;
		this.held = held;
		this.world = world;
	}

	/** Tells the granter at once where it finds this node when somebody else wants the lease. */
	void begin() {
		if (this.lease.isWanted(this.held)) {
			goOn(now());
		}
		else {
			renew();
		}
	}

	private void goOn(long asked) {
		long left = asked + this.held.step().toNanos() - now();
		if (left > 0) {
			this.lease.later(this.held, Duration.ofNanos(left), this::renew);
		}
		else {
			renew();
		}
	}

	private void renew() {
		if (!this.lease.isCurrent(this.held)) {
			return;
		}
		long asked = now();
		CompletableFuture<Acquired> answer = this.lease.acquire(this.held.fence(),
				this.lease.isWanted(this.held) ? Duration.ZERO : this.held.step());
		answer.whenComplete((told, failure) -> renewed(asked, told));
	}

	private void renewed(long asked, @Nullable Acquired answer) {
		if (answer != null && this.lease.renewed(this.held, asked, answer)) {
			goOn(asked);
		}
	}

	private long now() {
		return this.world.time().nanos();
	}

}
