package dev.frameline.autoconfigure.http;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Export;
import dev.frameline.log.Appended;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.log.Resolved;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceInfo;
import org.jspecify.annotations.Nullable;

/** A log that answers pulls, appends and questions for the lease as a test says, and all else as an empty one does. */
public final class AnsweringLog implements ServedLog {

	public final MemoryLog behind = new MemoryLog(1);

	public Function<Pull, Pulled> pulled = (pull) -> new Pulled.UpToDate(null);

	public Function<Append, Appended> appended = (append) -> new Appended.Refused("nothing is taken");

	public Function<Acquire, Acquired> acquired = (acquire) -> new Acquired.Refused("nothing is granted");

	@Override
	public String name() {
		return this.behind.name();
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return CompletableFuture.completedFuture(pull).thenApply(this.pulled);
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		return CompletableFuture.completedFuture(append).thenApply(this.appended);
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return CompletableFuture.completedFuture(acquire).thenApply(this.acquired);
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.behind.release(origin, fence);
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return this.behind.info();
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		return this.behind.export(asked, sink);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return this.behind.resolve(lineage, id);
	}

	@Override
	public CompletionStage<Pushed> push(Push push) {
		return this.behind.push(push);
	}

	@Override
	public void releaseHeld() {
		this.behind.releaseHeld();
	}

}
