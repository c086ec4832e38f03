package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.time.Duration;

import dev.frameline.autoconfigure.http.ChangesCodec;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.autoconfigure.http.PullCodec;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks what comes after a position. Frames come into memory, changes into the room that their pull has for them. */
final class Pulling {

	/** The most frames that one pull asks for: they are held in memory, 16 MiB of them. */
	static final int MOST_FRAMES = 4096;

	private final Exchange exchange;

	private final Failures failures;

	private final Deadlines deadlines;

	Pulling(Exchange exchange, Failures failures, Deadlines deadlines) {
		this.exchange = exchange;
		this.failures = failures;
		this.deadlines = deadlines;
	}

	Mono<Pulled> pull(Pull asked) {
		Pull pull = asked.within(MOST_FRAMES, asked.hold());
		String path = "/sync/" + PullCodec.range(pull);
		String request = this.exchange.describe(HttpMethod.GET, path);
		Duration deadline = this.deadlines.forBytes((long) pull.maxFrames() * Frame.SIZE).plus(pull.hold());
		Collecting collecting = new Collecting(pull, request);
		return this.exchange.ask(path, PullCodec.headers(pull), pull.maxFrames(), collecting)
			.timeout(collecting.late(deadline))
			.map((answer) -> this.failures.read(request, answer, (read) -> PullCodec.decode(pull, read)))
			.onErrorMap((failure) -> this.failures.failed(request, deadline, failure))
			.doOnError((failure) -> collecting.giveUp())
			.doOnCancel(collecting::giveUp);
	}

	/** Brings changes into the room of one pull, if it has one. */
	private final class Collecting implements Exchange.LongBody {

		private final Pull pull;

		private final @Nullable RoomBody room;

		private final String request;

		private volatile boolean begun;

		Collecting(Pull pull, String request) {
			this.pull = pull;
			this.room = (pull.room() != null) ? new RoomBody(pull.room()) : null;
			this.request = request;
		}

		/** Emits when {@code deadline} has passed, unless changes are coming: nobody knows how long they take. */
		Mono<Long> late(Duration deadline) {
			return Mono.delay(deadline).flatMap((tick) -> this.begun ? Mono.never() : Mono.just(tick));
		}

		@Override
		public boolean takes(int status, Headers headers) {
			return ChangesCodec.isHead(status, headers);
		}

		@Override
		public Mono<Frames> read(Headers headers, long length, Flux<byte[]> body) {
			try {
				ChangesCodec.Head head = ChangesCodec.head(this.pull, headers);
				if (this.room == null || (length >= 0 && length != head.bytes())) {
					throw new WireException("Expected " + head.bytes() + " bytes for " + head.count() + " changed pages, got "
							+ length);
				}
				this.begun = true;
				return collect(head, body, this.room);
			}
			catch (WireException ex) {
				// Not read to its end, which may be far: with its first piece the connection closes
				return body.take(1).then(Mono.error(ex));
			}
		}

		private Mono<Frames> collect(ChangesCodec.Head head, Flux<byte[]> body, RoomBody room) {
			Duration step = Pulling.this.deadlines.request();
			Mono<byte[]> begin = Mono.<byte[]>fromRunnable(() -> keep(() -> room.begin(head.bytes())))
				.subscribeOn(Schedulers.boundedElastic());
			return begin.concatWith(body)
				.doOnNext((bytes) -> keep(() -> room.add(bytes)))
				.timeout(step, Schedulers.boundedElastic())
				.then(Mono.fromCallable(room::end))
				.onErrorMap((failure) -> Pulling.this.failures.failed(this.request, step, failure));
		}

		private void keep(Keeping keeping) {
			try {
				keeping.run();
			}
			catch (IOException ex) {
				throw Pulling.this.failures.notKept(this.request, ex);
			}
		}

		void giveUp() {
			if (this.room != null) {
				this.room.giveUp();
			}
		}

	}

	@FunctionalInterface
	private interface Keeping {

		void run() throws IOException;

	}

}
