package dev.frameline.primary;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.LogDirectory;
import dev.frameline.log.SourceException;
import dev.frameline.world.DiskFile;

/** Streams the base of a generation, or its rest, from the log, never from the file that SQL runs on. */
final class BaseExport {

	private static final int CHUNK = 1 << 16;

	private final LogDirectory log;

	BaseExport(LogDirectory log) {
		this.log = log;
	}

	/** @return how many bytes were sent */
	long run(Export asked, FrameSource.Sink sink) throws IOException {
		requireKept(asked.generation());
		String sha256 = this.log.baseSha256();
		try (DiskFile base = this.log.base()) {
			long size = base.size();
			boolean same = asked.sha256() == null || asked.sha256().equals(sha256);
			long from = same ? Math.min(asked.from(), size) : 0;
			sink.expect(from, size, sha256);
			send(base, from, size, sink);
			return size - from;
		}
	}

	private void requireKept(long generation) {
		long newest = this.log.start().generation();
		if (generation != newest) {
			throw new SourceException(SourceException.Kind.PROTOCOL, "Database '" + this.log.name()
					+ "': the base of generation " + generation + " is not kept; that of generation " + newest + " is",
					null);
		}
	}

	private static void send(DiskFile base, long from, long size, FrameSource.Sink sink) throws IOException {
		byte[] chunk = new byte[CHUNK];
		for (long at = from; at < size;) {
			int count = base.read(ByteBuffer.wrap(chunk), at);
			if (count == 0) {
				throw new EOFException("Expected a base of " + size + " bytes, it ends after " + at);
			}
			sink.accept(ByteBuffer.wrap(chunk, 0, count));
			at += count;
		}
	}

}
