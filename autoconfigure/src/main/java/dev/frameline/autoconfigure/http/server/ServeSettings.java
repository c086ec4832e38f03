package dev.frameline.autoconfigure.http.server;

import java.nio.file.Path;

import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;

/**
 * How a log is served.
 *
 * @param tokens who may ask
 * @param requiredKey what {@code x-turso-encryption-key} has to carry, or {@code null}. Access control only: nothing
 * is encrypted with it
 * @param spoolDirectory an existing directory where pushes over 1 MiB lie until they are taken
 * @param mostPushBytes the largest push that is taken; a larger one is answered 413
 */
public record ServeSettings(AccessTokens tokens, @Nullable Secret requiredKey, Path spoolDirectory,
		long mostPushBytes) {

	/** The largest push where nothing else is said: 1 GiB. */
	public static final long MOST_PUSH_BYTES = 1L << 30;

	/** Pushes of usual size, spooled in the system's directory for temporary files. */
	public static ServeSettings of(AccessTokens tokens, @Nullable Secret requiredKey) {
		return new ServeSettings(tokens, requiredKey, Path.of(System.getProperty("java.io.tmpdir")), MOST_PUSH_BYTES);
	}

}
