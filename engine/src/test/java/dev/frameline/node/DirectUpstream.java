package dev.frameline.node;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.CommitId;
import dev.frameline.Lineage;
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

/** A primary in the same JVM, reached without a network; asked for anew at every request, so that it may restart. */
public record DirectUpstream(Supplier<ServedLog> primary) implements Upstream {

	@Override
	public String url() {
		return "direct:" + this.primary.get().name();
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
