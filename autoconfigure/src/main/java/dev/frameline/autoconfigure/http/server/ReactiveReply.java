package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** An answer's way into a reactive response: how its body is sent is decided by the first that is written of it. */
final class ReactiveReply implements Reply {

	/** What is handed over at once. The network layer holds up to 128 of these for each answer: 2 MiB. */
	private static final int PIECE = 16 * 1024;

	private final ServerHttpResponse response;

	private final Sinks.One<Mono<Void>> sending = Sinks.one();

	private @Nullable BodyPipe pipe;

	ReactiveReply(ServerHttpResponse response) {
		this.response = response;
	}

	/** Completes when the response was sent. */
	Mono<Void> sent() {
		return this.sending.asMono().flatMap((sending) -> sending);
	}

	@Override
	public void begin(int status, Map<String, String> headers, long length) {
		this.response.setStatusCode(HttpStatusCode.valueOf(status));
		headers.forEach(this.response.getHeaders()::set);
		if (length >= 0) {
			this.response.getHeaders().setContentLength(length);
		}
	}

	@Override
	public void write(byte[] bytes, int length) throws IOException {
		if (this.pipe == null) {
			this.pipe = new BodyPipe();
			this.sending.emitValue(this.response.writeWith(this.pipe), Sinks.EmitFailureHandler.FAIL_FAST);
		}
		for (int at = 0; at < length; at += PIECE) {
			// Sent after the array is used again
			byte[] copy = Arrays.copyOfRange(bytes, at, Math.min(at + PIECE, length));
			this.pipe.write(this.response.bufferFactory().wrap(copy));
		}
	}

	@Override
	public boolean send(Path file, long offset, long length) {
		if (!(this.response instanceof ZeroCopyHttpOutputMessage zeroCopy)) {
			return false;
		}
		this.sending.emitValue(zeroCopy.writeWith(file, offset, length), Sinks.EmitFailureHandler.FAIL_FAST);
		return true;
	}

	/** Ends the body; with a failure the connection ends short of its length. */
	void finish(@Nullable Throwable failure) {
		if (this.pipe != null) {
			this.pipe.end(failure);
		}
		else if (failure != null) {
			this.sending.tryEmitError(failure);
		}
		else {
			// Fails if a file is being sent, which ends by itself
			this.sending.tryEmitValue(this.response.setComplete());
		}
	}

	@Override
	public Executor executor() {
		return Schedulers.boundedElastic()::schedule;
	}

}
