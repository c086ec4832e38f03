package dev.frameline.autoconfigure.http.client;

import java.util.Arrays;

import dev.frameline.autoconfigure.http.WireException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Collects a body in memory, up to a size that it may not exceed. */
final class BoundedBody {

	private final long most;

	private byte[] bytes;

	private int length;

	private BoundedBody(long announced, long most) {
		this.most = most;
		check(announced);
		this.bytes = new byte[(int) Math.max(announced, 0)];
	}

	/**
	 * Reads it all.
	 * @param announced the length that was announced, or -1
	 * @param most how many bytes there may be; a longer body fails with a {@link WireException}
	 */
	static Mono<byte[]> read(Flux<byte[]> body, long announced, long most) {
		return Mono.defer(() -> {
			BoundedBody collected = new BoundedBody(announced, most);
			return body.doOnNext(collected::add).then(Mono.fromSupplier(collected::whole));
		});
	}

	private void add(byte[] chunk) {
		int needed = Math.addExact(this.length, chunk.length);
		check(needed);
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.min(this.most, Math.max(needed, this.bytes.length * 2L)));
		}
		System.arraycopy(chunk, 0, this.bytes, this.length, chunk.length);
		this.length = needed;
	}

	private void check(long size) {
		if (size > this.most) {
			throw new WireException("Expected at most " + this.most + " bytes, got " + size + " or more");
		}
	}

	private byte[] whole() {
		return (this.length == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
	}

}
