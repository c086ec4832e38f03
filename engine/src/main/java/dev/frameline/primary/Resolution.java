package dev.frameline.primary;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.Resolved;
import dev.frameline.log.disk.LogDirectory;

/** The answer to who wants to know what became of a commit: the log holds it, or from now on never will. */
final class Resolution {

	private Resolution() {
	}

	/** Asked by the holder of the lane. What is answered is durable. */
	static CompletionStage<Resolved> of(LogDirectory log, CommitId id) {
		try {
			Optional<Mark> held = log.find(id);
			CompletionStage<Resolved> answer = held.isPresent()
					? log.flush().thenApply((end) -> new Resolved.Held(held.get()))
					: log.refuse(id).thenApply((refused) -> new Resolved.Void());
			return answer.exceptionally((failure) -> new Resolved.Unanswered("the log could not be written: " + failure));
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.completedStage(new Resolved.Unanswered("the log could not be read: " + ex));
		}
	}

}
