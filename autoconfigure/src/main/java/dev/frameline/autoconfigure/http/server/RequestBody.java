package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A reactive request's body for a thread that may wait. It is asked for when it is first read: a body that was asked
 * for and not read would have to be given up, and its connection with it.
 */
final class RequestBody extends InputStream {

	/** Buffers that may lie between the network and the reader. */
	private static final int PREFETCH = 16;

	private final ServerHttpRequest request;

	private @Nullable InputStream stream;

	RequestBody(ServerHttpRequest request) {
		this.request = request;
	}

	@Override
	public int read() throws IOException {
		return stream().read();
	}

	@Override
	public int read(byte[] into, int offset, int length) throws IOException {
		return stream().read(into, offset, length);
	}

	@Override
	public void close() throws IOException {
		if (this.stream != null) {
			this.stream.close();
		}
	}

	private InputStream stream() {
		if (this.stream == null) {
			this.stream = DataBufferUtils.subscriberInputStream(this.request.getBody(), PREFETCH);
		}
		return this.stream;
	}

}
