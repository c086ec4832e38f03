package dev.frameline.log;

import java.nio.ByteBuffer;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * A log to follow: what a replica pulls from and the HTTP server serves.
 *
 * <p>Stages complete exceptionally with a {@link SourceException}.
 */
public interface FrameSource {

	/** Which history this is and where it ends. */
	CompletionStage<SourceInfo> info();

	/**
	 * Streams the base of a generation.
	 * @param sink takes the bytes in order, on any thread but one at a time
	 * @return how many bytes there were
	 */
	CompletionStage<Long> export(long generation, Sink sink);

	/** Asks for what comes after a position, if need be waiting until there is something. */
	CompletionStage<Pulled> pull(Pull pull);

	/** Takes a stream of bytes. */
	interface Sink {

		/** Told once, before the first bytes; -1 if nobody knows. */
		default void expect(long bytes) throws IOException {
		}

		/** Takes all that remains in {@code bytes}; the buffer is not kept. */
		void accept(ByteBuffer bytes) throws IOException;

	}

}
