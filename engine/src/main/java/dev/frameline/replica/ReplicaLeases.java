package dev.frameline.replica;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.Fence;
import dev.frameline.FramelineException;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Leases;

/** The primary's lease as this node's writers ask for it, and what the answers tell about the primary. */
final class ReplicaLeases implements Leases {

	private final String name;

	private final Replica replica;

	private final Leases upstream;

	ReplicaLeases(String name, Replica replica, Leases upstream) {
		this.name = name;
		this.replica = replica;
		this.upstream = upstream;
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		String refusal = this.replica.refusal();
		if (refusal != null) {
			return CompletableFuture.completedStage(new Acquired.Refused(refusal));
		}
		return this.upstream.acquire(acquire).thenApply(this::observe);
	}

	private Acquired observe(Acquired answer) {
		if (answer instanceof Acquired.Unreachable unreachable) {
			this.replica.failed(false, "the primary could not be asked for the right to write: "
					+ FramelineException.withoutName(this.name, unreachable.reason()));
		}
		else if (answer instanceof Acquired.Diverged diverged) {
			this.replica.diverged(diverged.divergence());
		}
		else if (answer instanceof Acquired.Granted || answer instanceof Acquired.Fenced) {
			this.replica.update(FollowState::answered);
		}
		return answer;
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.upstream.release(origin, fence);
	}

}
