package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * From one thread that writes and may wait to one reactive reader that says how much it takes. Whoever takes nothing
 * for a minute is given up.
 */
final class BodyPipe implements Publisher<DataBuffer>, Subscription {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private @Nullable Subscriber<? super DataBuffer> reader;

	private long demand;

	private boolean cancelled;

	@Override
	public void subscribe(Subscriber<? super DataBuffer> reader) {
		synchronized (this) {
			this.reader = reader;
		}
		reader.onSubscribe(this);
	}

	@Override
	public synchronized void request(long count) {
		this.demand = (this.demand + count < 0) ? Long.MAX_VALUE : this.demand + count;
		notifyAll();
	}

	@Override
	public synchronized void cancel() {
		this.cancelled = true;
		notifyAll();
	}

	/**
	 * Hands a buffer over as soon as it is asked for.
	 * @throws IOException if the reader has gone or takes nothing
	 */
	void write(DataBuffer buffer) throws IOException {
		try {
			awaitDemand().onNext(buffer);
		}
		catch (IOException ex) {
			DataBufferUtils.release(buffer);
			throw ex;
		}
	}

	/** Ends it, for good or with a failure. Nobody is told who has gone. */
	void end(@Nullable Throwable failure) {
		Subscriber<? super DataBuffer> reader;
		synchronized (this) {
			reader = this.cancelled ? null : this.reader;
		}
		if (reader == null) {
			return;
		}
		if (failure != null) {
			reader.onError(failure);
		}
		else {
			reader.onComplete();
		}
	}

	private synchronized Subscriber<? super DataBuffer> awaitDemand() throws IOException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!this.cancelled && (this.reader == null || this.demand == 0)) {
			long left = (deadline - System.nanoTime()) / 1_000_000;
			if (left <= 0) {
				throw new IOException("The other side has taken nothing for " + PATIENCE.toSeconds() + " s");
			}
			await(left);
		}
		if (this.cancelled || this.reader == null) {
			throw new IOException("The other side has closed the connection");
		}
		this.demand--;
		return this.reader;
	}

	private void await(long millis) throws IOException {
		try {
			wait(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while the other side took nothing", ex);
		}
	}

}
