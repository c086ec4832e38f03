package dev.frameline.primary;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.Fence;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Divergence;
import dev.frameline.log.Leases;
import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;

/** The desk as other nodes ask it: whoever could not append is not let in. */
final class ServedLeases implements Leases {

	private final LeaseDesk desk;

	private final Judge judge;

	private final Landing landing;

	private final Duration duration;

	private final Tasks tasks;

	ServedLeases(LeaseDesk desk, Judge judge, Landing landing, Duration duration, Tasks tasks) {
		this.desk = desk;
		this.judge = judge;
		this.landing = landing;
		this.duration = duration;
		this.tasks = tasks;
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return Turns.onTask(this.tasks, () -> Optional.ofNullable(refusal(acquire)))
			.thenCompose((refusal) -> refusal.map(CompletableFuture::completedStage).orElseGet(() -> granted(acquire)));
	}

	private @Nullable Acquired refusal(Acquire acquire) throws IOException {
		Divergence divergence = this.judge.compare(acquire.lineage(), acquire.at());
		if (divergence != null) {
			return new Acquired.Diverged(divergence);
		}
		String stopped = this.landing.stopped();
		return (stopped != null) ? new Acquired.Refused(stopped) : null;
	}

	private CompletionStage<Acquired> granted(Acquire acquire) {
		UUID origin = acquire.origin();
		return acquire.renews() ? this.desk.renew(new Claim(origin, acquire.fence()), acquire.hold(), false)
				: this.desk.ask(new Asker(origin, "the node with origin " + origin, this.duration, false), acquire.hold());
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		this.desk.release(new Claim(origin, fence));
		return CompletableFuture.completedStage(null);
	}

}
