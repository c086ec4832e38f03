package dev.frameline.autoconfigure.observation;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Position;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import dev.frameline.signals.Signals.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Upstream} whose pulls and pushes are observed. The observation is current while a request is being made, on
 * the caller's thread, where a client finds it; it ends with the answer, on whatever thread that comes.
 */
public final class ObservedUpstream implements Upstream {

	private static final UpstreamObservationConvention DEFAULT = new DefaultUpstreamObservationConvention();

	private final String database;

	private final Upstream upstream;

	private final ObservationRegistry registry;

	private final @Nullable UpstreamObservationConvention convention;

	/**
	 * @param database the database's name
	 * @param convention {@code null} for the default one
	 */
	public ObservedUpstream(String database, Upstream upstream, ObservationRegistry registry,
			@Nullable UpstreamObservationConvention convention) {
		this.database = database;
		this.upstream = upstream;
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public String url() {
		return this.upstream.url();
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return observe(Operation.PULL, pull.after().position(), () -> this.upstream.pull(pull), Pulled::text);
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		return observe(Operation.PUSH, append.expected().position(), () -> this.upstream.append(append),
				Appended::text);
	}

	/** Answers the very stage that the upstream answered: who cancels it cancels the request. */
	private <T> CompletionStage<T> observe(Operation operation, Position position, Supplier<CompletionStage<T>> request,
			Function<T, String> outcome) {
		UpstreamContext context = new UpstreamContext(this.database, operation, position);
		Observation observation = UpstreamObservation.UPSTREAM
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		try (Observation.Scope scope = observation.openScope()) {
			CompletionStage<T> answer = request.get();
			answer.whenComplete((answered, failure) -> {
				if (failure != null) {
					observation.error(failure);
				}
				else {
					context.setOutcome(outcome.apply(answered));
				}
				observation.stop();
			});
			return answer;
		}
		catch (RuntimeException ex) {
			observation.error(ex);
			observation.stop();
			throw ex;
		}
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return this.upstream.info();
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		return this.upstream.export(asked, sink);
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return this.upstream.acquire(acquire);
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.upstream.release(origin, fence);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return this.upstream.resolve(lineage, id);
	}

}
