package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.frameline.autoconfigure.http.FrameRange;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frames;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one push, in memory or, if there are many, in a temporary file. The file loses its name at once, so
 * that no death of the process leaves it behind.
 *
 * @param frames readable until closed
 */
record PushBody(Frames frames, @Nullable DiskFile file) implements AutoCloseable {

	/** The most bytes of a push that stay in memory: 1 MiB. */
	static final int IN_MEMORY = 1 << 20;

	private static final int BUFFER = 64 * 1024;

	/**
	 * Reads a body.
	 * @throws WireException if it is not exactly as long as its path says
	 * @throws IOException if it cannot be read to its end, or not be kept
	 */
	static PushBody read(InputStream body, FrameRange range, Path spoolDirectory) throws IOException {
		PushBody read = (range.bytes() <= IN_MEMORY) ? inMemory(body, range) : inFile(body, range, spoolDirectory);
		if (body.read() >= 0) {
			read.close();
			throw new WireException("Expected " + range.bytes() + " bytes of frames for " + range + ", got more");
		}
		return read;
	}

	private static PushBody inMemory(InputStream body, FrameRange range) throws IOException {
		byte[] bytes = body.readNBytes((int) range.bytes());
		if (bytes.length < range.bytes()) {
			throw cut(range, bytes.length);
		}
		return new PushBody(Frames.of(bytes), null);
	}

	private static PushBody inFile(InputStream body, FrameRange range, Path spoolDirectory) throws IOException {
		Disk disk = Disk.system();
		Path path = Files.createTempFile(spoolDirectory, "frameline-push-", ".frames");
		DiskFile file = disk.open(path);
		try {
			disk.delete(path);
			copy(body, range, file);
			return new PushBody(new FileFrames(file, 0, range.count()), file);
		}
		catch (IOException | RuntimeException ex) {
			file.close();
			throw ex;
		}
	}

	private static void copy(InputStream body, FrameRange range, DiskFile file) throws IOException {
		byte[] buffer = new byte[BUFFER];
		long at = 0;
		while (at < range.bytes()) {
			int count = body.read(buffer, 0, (int) Math.min(buffer.length, range.bytes() - at));
			if (count < 0) {
				throw cut(range, at);
			}
			file.write(ByteBuffer.wrap(buffer, 0, count), at);
			at += count;
		}
	}

	private static WireException cut(FrameRange range, long bytes) {
		return new WireException("Expected " + range.bytes() + " bytes of frames for " + range + ", the body ended after "
				+ bytes);
	}

	@Override
	public void close() throws IOException {
		if (this.file != null) {
			this.file.close();
		}
	}

}
