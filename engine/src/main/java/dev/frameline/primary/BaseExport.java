package dev.frameline.primary;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.OpenBase;

/** Streams the base of a generation from the log, never from the file that SQL runs on. */
final class BaseExport {

	private static final int CHUNK = 1 << 16;

	private final LogDirectory log;

	BaseExport(LogDirectory log) {
		this.log = log;
	}

	long run(long generation, FrameSource.Sink sink) throws IOException {
		try (OpenBase base = this.log.openBase(generation)) {
			if (base == null) {
				throw new SourceException(SourceException.Kind.PROTOCOL, "Database '" + this.log.name()
						+ "': the base of generation " + generation + " is not kept, or not complete yet; that of generation "
						+ this.log.newestWithBase().generation() + " is", null);
			}
			return copy(base, sink);
		}
	}

	private static long copy(OpenBase base, FrameSource.Sink sink) throws IOException {
		sink.expect(base.bytes());
		byte[] chunk = new byte[CHUNK];
		for (long at = 0; at < base.bytes();) {
			int count = base.file().read(ByteBuffer.wrap(chunk), at);
			if (count == 0) {
				throw new EOFException("Expected a base of " + base.bytes() + " bytes, it ends after " + at);
			}
			sink.accept(ByteBuffer.wrap(chunk, 0, count));
			at += count;
		}
		return base.bytes();
	}

}
