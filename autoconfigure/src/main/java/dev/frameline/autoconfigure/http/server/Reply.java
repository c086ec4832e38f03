package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;

/** The way out for one answer. Calls come one at a time, on any thread, and may wait for a slow reader. */
public interface Reply {

	/**
	 * Sends status and headers.
	 * @param headers all but the length
	 * @param length bytes of the body, or -1 if nobody knows
	 */
	void begin(int status, Map<String, String> headers, long length) throws IOException;

	/** Sends the first {@code length} bytes; the array may be used again. */
	void write(byte[] bytes, int length) throws IOException;

	/**
	 * Sends a part of a file as the body, without copying it through this process where the server knows how.
	 * @return {@code false} if it does not; then nothing was sent
	 */
	default boolean send(Path file, long offset, long length) throws IOException {
		return false;
	}

	/** Threads that may stand still while an answer is written. */
	Executor executor();

}
