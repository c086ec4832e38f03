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
 * @param mostPushBytes the largest push that is taken, in bytes; a larger one is answered 413
 */
public record ServeSettings(AccessTokens tokens, @Nullable Secret requiredKey, Path spoolDirectory,
		long mostPushBytes) {

}
