package dev.frameline.primary;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.world.DiskFile;

/** Streams the base of a generation from the log, never from the file that SQL runs on. */
final class BaseExport {

	private static final int CHUNK = 1 << 16;

	private final LogDirectory log;

	BaseExport(LogDirectory log) {
		this.log = log;
	}

	long run(long generation, FrameSource.Sink sink) throws IOException {
		long newest = this.log.start().generation();
		if (generation != newest) {
			throw new SourceException(SourceException.Kind.PROTOCOL, "Database '" + this.log.name()
					+ "': the base of generation " + generation + " is not kept; that of generation " + newest + " is",
					null);
		}
		try (DiskFile base = this.log.base()) {
			long size = base.size();
			sink.expect(size);
			byte[] chunk = new byte[CHUNK];
			for (long at = 0; at < size;) {
				int count = base.read(ByteBuffer.wrap(chunk), at);
				if (count == 0) {
					throw new EOFException("Expected a base of " + size + " bytes, it ends after " + at);
				}
				sink.accept(ByteBuffer.wrap(chunk, 0, count));
				at += count;
			}
			return size;
		}
	}

}
