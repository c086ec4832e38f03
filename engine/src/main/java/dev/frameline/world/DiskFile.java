package dev.frameline.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * An open file. Reads and writes name their offset, so that one file serves several threads.
 * Buffers are backed by arrays.
 */
public interface DiskFile extends AutoCloseable {

	/**
	 * Reads from {@code offset} until {@code into} is full or the file ends.
	 * @return how many bytes were read, 0 at or beyond the end
	 */
	int read(ByteBuffer into, long offset) throws IOException;

	/** Writes all that remains in {@code from}. */
	void write(ByteBuffer from, long offset) throws IOException;

	long size() throws IOException;

	/** Where it lies on a file system of the operating system; {@code null} if it does not. */
	default @Nullable Path path() {
		return null;
	}

	/** Cuts the file to {@code size} if it is longer. */
	void truncate(long size) throws IOException;

	/** Makes all that was written durable. */
	void force() throws IOException;

	@Override
	void close() throws IOException;

}
