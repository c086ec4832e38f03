package dev.frameline.primary;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.Fence;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Leases;

/**
 * The desk as this node's own writers ask it: in the same queue as all others, and still when nobody outside is held any
 * more, because their commits end a node's life.
 */
final class OwnLeases implements Leases {

	private final LeaseDesk desk;

	private final Duration duration;

	OwnLeases(LeaseDesk desk, Duration duration) {
		this.desk = desk;
		this.duration = duration;
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return acquire.renews() ? this.desk.renew(new Claim(acquire.origin(), acquire.fence()), acquire.hold(), true)
				: this.desk.ask(new Asker(acquire.origin(), "the primary itself", this.duration, true), acquire.hold());
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		this.desk.release(new Claim(origin, fence));
		return CompletableFuture.completedStage(null);
	}

}
