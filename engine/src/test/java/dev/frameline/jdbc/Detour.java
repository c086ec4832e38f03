package dev.frameline.jdbc;

import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

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
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream to which appends go another way.
 *
 * @param appends what becomes of an append on its way to the upstream, and of the answer
 */
record Detour(Upstream upstream, BiFunction<Upstream, Append, CompletionStage<Appended>> appends) implements Upstream {

	@Override
	public String url() {
		return this.upstream.url();
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
	public CompletionStage<Appended> append(Append append) {
		return this.appends.apply(this.upstream, append);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return this.upstream.resolve(lineage, id);
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
	public CompletionStage<Pulled> pull(Pull pull) {
		return this.upstream.pull(pull);
	}

}
