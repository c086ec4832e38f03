package dev.frameline.log;

import java.nio.ByteBuffer;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A log to follow: what a replica pulls from and the HTTP server serves.
 *
 * <p>Stages complete exceptionally with a {@link SourceException}.
 */
public interface FrameSource {

	/** Which history this is and where it ends. */
	CompletionStage<SourceInfo> info();

	/**
	 * Streams the base of a generation, or the rest of it.
	 * @param sink takes the bytes in order, on any thread but one at a time
	 * @return how many bytes came; whoever cancels it may end the request
	 */
	CompletionStage<Long> export(Export asked, Sink sink);

	/** Asks for what comes after a position, if need be waiting until there is something. */
	CompletionStage<Pulled> pull(Pull pull);

	/** Takes a stream of bytes. */
	interface Sink {

		/**
		 * Told once, before the first bytes.
		 * @param from where in the base they begin: where was asked for, or 0 if they do not continue what is here
		 * @param total bytes of the whole base; -1, only with {@code from} 0, if nobody knows
		 * @param sha256 of the whole base, 64 hexadecimal digits in lower case; {@code null} if the source does not tell
		 */
		default void expect(long from, long total, @Nullable String sha256) throws IOException {
		}

		/** Takes all that remains in {@code bytes}; the buffer is not kept. */
		void accept(ByteBuffer bytes) throws IOException;

	}

}
