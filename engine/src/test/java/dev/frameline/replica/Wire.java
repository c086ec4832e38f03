package dev.frameline.replica;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

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
import org.jspecify.annotations.Nullable;

/** What lies between a replica and a primary: it may be cut, lose answers, and change what it carries. */
final class Wire implements Upstream {

	private final ServedLog primary;

	volatile boolean cut;

	/** Appends arrive, their answers do not. */
	volatile boolean losesAnswers;

	/** Appends do not arrive, and nobody can tell. */
	volatile boolean losesAppends;

	/** What is answered to appends. */
	volatile UnaryOperator<Appended> appended = UnaryOperator.identity();

	/** Whether the primary grants leases, or is of an earlier version. */
	volatile boolean leases = true;

	volatile UnaryOperator<Pulled> pulled = UnaryOperator.identity();

	volatile UnaryOperator<Pull> asked = UnaryOperator.identity();

	volatile UnaryOperator<SourceInfo> info = UnaryOperator.identity();

	volatile UnaryOperator<Export> wanted = UnaryOperator.identity();

	volatile UnaryOperator<Sink> exported = UnaryOperator.identity();

	/** From now on no base comes, and nobody is told. */
	volatile boolean silent;

	/** Complete once a base was asked for in silence. */
	final CompletableFuture<Void> fallenSilent = new CompletableFuture<>();

	Wire(ServedLog primary) {
		this.primary = primary;
	}

	@Override
	public String url() {
		return "wire";
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		if (this.cut) {
			return CompletableFuture.completedStage(new Acquired.Unreachable("the wire is cut"));
		}
		return this.leases ? this.primary.acquire(acquire)
				: CompletableFuture.completedStage(new Acquired.Unsupported());
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.cut ? CompletableFuture.completedStage(null) : this.primary.release(origin, fence);
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		if (this.cut) {
			return CompletableFuture.completedStage(new Appended.NotSent("the wire is cut"));
		}
		if (this.losesAppends) {
			return CompletableFuture.completedStage(new Appended.Unknown("the append was lost"));
		}
		CompletionStage<Appended> answer = this.primary.append(append).thenApply(this.appended);
		return this.losesAnswers ? answer.thenApply((lost) -> new Appended.Unknown("the answer was lost")) : answer;
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return (this.cut || this.losesAnswers)
				? CompletableFuture.completedStage(new Resolved.Unanswered("the answer was lost"))
				: this.primary.resolve(lineage, id);
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return this.cut ? unreachable() : this.primary.info().thenApply(this.info);
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		if (this.cut) {
			return unreachable();
		}
		Export wanted = this.wanted.apply(asked);
		if (this.silent) {
			this.fallenSilent.complete(null);
			return new CompletableFuture<>();
		}
		return this.primary.export(wanted, this.exported.apply(sink));
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		if (this.cut) {
			return unreachable();
		}
		CompletionStage<Pulled> sent = this.primary.pull(this.asked.apply(pull));
		CompletableFuture<Pulled> answer = sent.thenApply(this.pulled).toCompletableFuture();
		answer.whenComplete((pulled, failure) -> sent.toCompletableFuture().cancel(false));
		return answer;
	}

	private static <T> CompletionStage<T> unreachable() {
		return CompletableFuture
			.failedStage(new SourceException(SourceException.Kind.UNREACHABLE, "the wire is cut", null));
	}

}
