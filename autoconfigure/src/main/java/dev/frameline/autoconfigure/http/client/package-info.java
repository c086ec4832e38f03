/**
 * The primary as a replica reaches it: {@link dev.frameline.autoconfigure.http.client.HttpUpstream} over
 * {@code WebClient}. It asks, it reads, it says how certain an outcome is; it decides nothing.
 *
 * <p>Every request has a deadline, every answer a size that it may not exceed, and no redirect is followed, so that
 * credentials reach the configured server and no other. Bytes stream both ways in constant memory. Stages complete
 * on Reactor's elastic threads, never on an event loop, because the engine goes on to write to its disk there.
 */
@NullMarked
package dev.frameline.autoconfigure.http.client;

import org.jspecify.annotations.NullMarked;
