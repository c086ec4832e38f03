package dev.frameline.simulation.network;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import dev.frameline.simulation.world.Process;
import org.jspecify.annotations.Nullable;

/** The primary as one life of a replica sees it, across the network. Deadlines and verdicts are the HTTP client's. */
public final class RemotePrimary implements Upstream {

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

	private final Network network;

	private final Process process;

	private final String machine;

	private final Supplier<String> primary;

	private final boolean leases;

	/**
	 * @param machine where the replica is
	 * @param primary where its primary is, asked for at every request
	 * @param leases whether its primary is taken for one that grants leases
	 */
	public RemotePrimary(Network network, Process process, String machine, Supplier<String> primary, boolean leases) {
		this.network = network;
		this.process = process;
		this.machine = machine;
		this.primary = primary;
		this.leases = leases;
	}

	@Override
	public String url() {
		return "sim://" + this.primary.get();
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return source(call("info", ServedLog::info).send(REQUEST_TIMEOUT));
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		String name = "export " + asked.generation() + " from " + asked.from();
		CompletableFuture<Cargo> loaded = call(name, (log) -> Cargo.load(log, asked)).send(REQUEST_TIMEOUT);
		CompletableFuture<Long> done = new CompletableFuture<>();
		loaded.thenCompose((cargo) -> {
			CompletableFuture<Long> unloaded = cargo.unload(this.network.scheduler(), this.process, link(), sink);
			done.whenComplete((bytes, failure) -> unloaded.cancel(false));
			return unloaded;
		}).whenComplete((bytes, failure) -> complete(done, bytes, failure));
		done.whenComplete((bytes, failure) -> loaded.cancel(false));
		return done;
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return source(call("pull after " + pull.after(), new RemotePull(pull)).send(REQUEST_TIMEOUT.plus(pull.hold())));
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		Append sent;
		try {
			sent = new Append(append.lineage(), append.id(), append.fence(), append.expected(),
					Parcel.of(append.frames(), link()));
		}
		catch (IOException ex) {
			return CompletableFuture.completedStage(new Appended.NotSent("its frames cannot be read: " + ex));
		}
		return call("append after " + append.expected(), (log) -> log.append(sent)).send(REQUEST_TIMEOUT)
			.exceptionally(Call.whenLost(
					(lost) -> lost.sent() ? new Appended.Unknown(lost.getMessage()) : new Appended.NotSent(lost.getMessage()),
					(failure) -> new Appended.Unknown("answered 500: " + failure)));
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		if (!this.leases) {
			return CompletableFuture.completedStage(new Acquired.Unsupported());
		}
		String name = (acquire.renews() ? "keep lease " + acquire.fence() : "lease") + " at " + acquire.at();
		return call(name, (log) -> log.acquire(acquire)).send(REQUEST_TIMEOUT.plus(acquire.hold()))
			.exceptionally((failure) -> new Acquired.Unreachable(String.valueOf(failure.getMessage())));
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		Call.Question<String> question = (log) -> log.release(origin, fence).thenApply((released) -> "released");
		return call("release " + fence, question).send(REQUEST_TIMEOUT).exceptionally((failure) -> "perhaps");
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return call("resolve " + id.serial(), (log) -> log.resolve(lineage, id)).send(REQUEST_TIMEOUT)
			.exceptionally((failure) -> new Resolved.Unanswered(String.valueOf(failure.getMessage())));
	}

	private <A> Call<A> call(String name, Call.Question<A> question) {
		return new Call<>(this.network, this.process, this.machine, this.primary.get(), name, question);
	}

	private Link link() {
		return this.network.link(this.machine, this.primary.get());
	}

	/** A cancelled stage is given up, as it is in the HTTP client. */
	private <A> CompletableFuture<A> source(CompletableFuture<A> asked) {
		CompletableFuture<A> answer = new CompletableFuture<>();
		asked.whenComplete((answered, failure) -> complete(answer, answered, failure));
		answer.whenComplete((answered, failure) -> asked.cancel(false));
		return answer;
	}

	private static <A> void complete(CompletableFuture<A> answer, @Nullable A answered, @Nullable Throwable failure) {
		if (failure == null) {
			answer.complete(answered);
		}
		else {
			answer.completeExceptionally(
					Call.<Throwable>whenLost((lost) -> new SourceException(SourceException.Kind.UNREACHABLE,
							String.valueOf(lost.getMessage()), null), (cause) -> cause).apply(failure));
		}
	}

}
