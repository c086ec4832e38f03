package dev.frameline.replica;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.log.Pulled;
import org.jspecify.annotations.Nullable;

/** A pull that was sent, and may be given up while the primary holds it. */
final class AskedPull {

	/** What a pull that was given up is answered with: nothing has come. */
	static final Pulled GIVEN_UP = new Pulled.UpToDate(null);

	private final CompletableFuture<Pulled> pulling;

	private final CompletableFuture<Pulled> answer = new CompletableFuture<>();

	private volatile boolean givenUp;

	AskedPull(CompletionStage<Pulled> pulling) {
		this.pulling = pulling.toCompletableFuture();
		pulling.whenComplete(this::complete);
	}

	/** The primary's answer, or {@link #GIVEN_UP}. */
	CompletableFuture<Pulled> answer() {
		return this.answer;
	}

	/** Nothing is collected any more once the answer is there: the request is cancelled first. */
	void giveUp() {
		this.givenUp = true;
		this.pulling.cancel(false);
		this.answer.complete(GIVEN_UP);
	}

	private void complete(@Nullable Pulled pulled, @Nullable Throwable failure) {
		if (failure == null) {
			this.answer.complete(pulled);
		}
		else if (this.givenUp) {
			this.answer.complete(GIVEN_UP);
		}
		else {
			this.answer.completeExceptionally(failure);
		}
	}

}
