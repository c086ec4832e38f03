package dev.frameline.primary;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.OpenBase;

/** Streams the base of a generation, or its rest, from the log, never from the file that SQL runs on. */
final class BaseExport {

	private static final int CHUNK = 1 << 16;

	private final LogDirectory log;

	BaseExport(LogDirectory log) {
		this.log = log;
	}

	/** @return how many bytes were sent */
	long run(Export asked, FrameSource.Sink sink) throws IOException {
		try (OpenBase base = this.log.openBase(asked.generation())) {
			if (base == null) {
				throw new SourceException(SourceException.Kind.PROTOCOL, "Database '" + this.log.name()
						+ "': the base of generation " + asked.generation() + " is not kept, or not complete yet; that of"
						+ " generation " + this.log.newestWithBase().generation() + " is", null);
			}
			boolean same = asked.sha256() == null || asked.sha256().equals(base.sha256());
			long from = same ? Math.min(asked.from(), base.bytes()) : 0;
			sink.expect(from, base.bytes(), base.sha256());
			send(base, from, sink);
			return base.bytes() - from;
		}
	}

	private static void send(OpenBase base, long from, FrameSource.Sink sink) throws IOException {
		byte[] chunk = new byte[CHUNK];
		for (long at = from; at < base.bytes();) {
			int count = base.file().read(ByteBuffer.wrap(chunk), at);
			if (count == 0) {
				throw new EOFException("Expected a base of " + base.bytes() + " bytes, it ends after " + at);
			}
			sink.accept(ByteBuffer.wrap(chunk, 0, count));
			at += count;
		}
	}

}
