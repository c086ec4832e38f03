package dev.frameline.crash;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.Fence;
import dev.frameline.log.Acquired;
import dev.frameline.log.Acquire;
import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.node.DirectUpstream;
import dev.frameline.replica.Upstream;
import org.jspecify.annotations.Nullable;

/** A primary in this JVM that cannot be reached until {@link #connect}. */
final class SwitchedUpstream implements Upstream {

	private final Upstream primary;

	private volatile boolean connected;

	SwitchedUpstream(Supplier<ServedLog> primary) {
		this.primary = new DirectUpstream(primary);
	}

	/** From here on it answers. */
	SwitchedUpstream connect() {
		this.connected = true;
		return this;
	}

	@Override
	public String url() {
		return "direct";
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return answer(() -> this.primary.acquire(acquire));
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.primary.release(origin, fence);
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		return answer(() -> this.primary.append(append));
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return answer(() -> this.primary.resolve(lineage, id));
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return answer(this.primary::info);
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		return answer(() -> this.primary.export(asked, sink));
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return answer(() -> this.primary.pull(pull));
	}

	private <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> question) {
		return this.connected ? question.get() : CompletableFuture
			.failedStage(new SourceException(SourceException.Kind.UNREACHABLE, "the primary cannot be reached", null));
	}

}
