package dev.frameline.autoconfigure.http.client;

import java.time.Duration;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.autoconfigure.http.HeaderNames;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.autoconfigure.http.LeaseCodec;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.SourceException;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Asks for the lease and gives it back. What no primary answers is an outcome too. */
final class Leasing {

	private final Exchange exchange;

	private final Failures failures;

	private final Deadlines deadlines;

	Leasing(Exchange exchange, Failures failures, Deadlines deadlines) {
		this.exchange = exchange;
		this.failures = failures;
		this.deadlines = deadlines;
	}

	Mono<Acquired> acquire(Acquire acquire) {
		String path = LeaseCodec.path(acquire.origin());
		String request = this.exchange.describe(HttpMethod.POST, path);
		Duration deadline = this.deadlines.request().plus(acquire.hold());
		return this.exchange.ask(HttpMethod.POST, path, LeaseCodec.headers(acquire))
			.timeout(deadline)
			.map((answer) -> this.failures.read(request, answer, LeaseCodec::decode))
			.onErrorResume((failure) -> Mono.just(outcome(this.failures.failed(request, deadline, failure))));
	}

	private static Acquired outcome(Exception failure) {
		String reason = String.valueOf(failure.getMessage());
		if (!(failure instanceof SourceException source) || source.kind() == SourceException.Kind.UNREACHABLE) {
			return new Acquired.Unreachable(reason);
		}
		if (source.kind() == SourceException.Kind.BUSY && source.retryAfter() != null) {
			return new Acquired.Busy(null, source.retryAfter());
		}
		return new Acquired.Refused(reason);
	}

	/** Completes when that is answered or fails: then the lease ends by itself. */
	Mono<Void> release(UUID origin, Fence fence) {
		Headers headers = new Headers();
		if (!fence.equals(Fence.NONE)) {
			headers.put(HeaderNames.FENCE, fence);
		}
		return this.exchange.ask(HttpMethod.DELETE, LeaseCodec.path(origin), headers)
			.timeout(this.deadlines.request())
			.onErrorComplete()
			.then();
	}

}
