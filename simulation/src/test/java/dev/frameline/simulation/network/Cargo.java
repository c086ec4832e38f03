package dev.frameline.simulation.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource.Sink;
import dev.frameline.log.ServedLog;
import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A base, or the rest of one, on its way: loaded at the server, unloaded piece by piece, and perhaps broken off in the
 * middle.
 *
 * @param from where in the base it begins
 * @param total bytes of the whole base
 * @param sha256 of the whole base
 */
record Cargo(long from, long total, @Nullable String sha256, byte[] bytes) {

	private static final int PIECE = 1 << 15;

	static CompletionStage<Cargo> load(ServedLog log, Export asked) {
		Loading loading = new Loading();
		return log.export(asked, loading)
			.thenApply((count) -> new Cargo(loading.from, loading.total, loading.sha256, loading.bytes.toByteArray()));
	}

	/** Hands it over, in order, until it breaks off or nobody wants more. */
	CompletableFuture<Long> unload(Scheduler scheduler, Process client, Link link, Sink sink) {
		CompletableFuture<Long> done = new CompletableFuture<>();
		try {
			sink.expect(this.from, this.total, this.sha256);
			next(scheduler, client, link, sink, 0, done);
		}
		catch (IOException | RuntimeException ex) {
			done.completeExceptionally(notKept(ex));
		}
		return done;
	}

	private void next(Scheduler scheduler, Process client, Link link, Sink sink, int at, CompletableFuture<Long> done) {
		if (at == this.bytes.length) {
			done.complete((long) at);
			return;
		}
		scheduler.after(link.delay(), client, () -> {
			if (done.isDone()) {
				return;
			}
			if (link.isCut() || link.losesAnswer()) {
				done.completeExceptionally(new Call.LostException(true, "broken off after " + at + " bytes"));
				return;
			}
			int length = Math.min(PIECE, this.bytes.length - at);
			try {
				sink.accept(ByteBuffer.wrap(this.bytes, at, length));
				next(scheduler, client, link, sink, at + length, done);
			}
			catch (IOException | RuntimeException ex) {
				done.completeExceptionally(notKept(ex));
			}
		});
	}

	private static Throwable notKept(Exception cause) {
		return (cause instanceof FramelineException) ? cause
				: new FramelineException("the bytes could not be kept here: " + cause.getMessage(), cause);
	}

	private static final class Loading implements Sink {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private long from;

		private long total = -1;

		private @Nullable String sha256;

		@Override
		public void expect(long from, long total, @Nullable String sha256) {
			this.from = from;
			this.total = total;
			this.sha256 = sha256;
		}

		@Override
		public void accept(ByteBuffer piece) {
			this.bytes.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
			piece.position(piece.limit());
		}

	}

}
