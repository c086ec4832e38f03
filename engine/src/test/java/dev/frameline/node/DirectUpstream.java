package dev.frameline.node;

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
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * A primary in the same JVM, reached without a network; asked for anew at every request, so that it may restart.
 *
 * @param leases whether it grants leases, or is of an earlier version
 */
public record DirectUpstream(Supplier<ServedLog> primary, boolean leases) implements Upstream {

	public DirectUpstream(Supplier<ServedLog> primary) {
		this(primary, true);
	}

	@Override
	public String url() {
		return "direct:" + this.primary.get().name();
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return this.leases ? this.primary.get().acquire(acquire)
				: CompletableFuture.completedStage(new Acquired.Unsupported());
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.primary.get().release(origin, fence);
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		return this.primary.get().append(append);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return this.primary.get().resolve(lineage, id);
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return this.primary.get().info();
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		return this.primary.get().export(asked, sink);
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return this.primary.get().pull(pull);
	}

}
