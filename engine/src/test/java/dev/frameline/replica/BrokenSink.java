package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;

/** A connection that breaks once it has carried so many bytes of a base. */
final class BrokenSink implements FrameSource.Sink {

	private final FrameSource.Sink sink;

	private long left;

	BrokenSink(FrameSource.Sink sink, long bytes) {
		this.sink = sink;
		this.left = bytes;
	}

	@Override
	public void expect(long from, long total, String sha256) throws IOException {
		this.sink.expect(from, total, sha256);
	}

	@Override
	public void accept(ByteBuffer bytes) throws IOException {
		int carried = (int) Math.min(this.left, bytes.remaining());
		this.left -= carried;
		this.sink.accept(bytes.slice(bytes.position(), carried));
		if (carried < bytes.remaining()) {
			throw new SourceException(SourceException.Kind.UNREACHABLE, "the connection broke", null);
		}
	}

}
