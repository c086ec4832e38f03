/**
 * The primary as a replica reaches it: {@link dev.frameline.autoconfigure.http.client.HttpUpstream} over
 * {@code WebClient}. It asks, it reads, it says how certain an outcome is; it decides nothing.
 *
 * <p>Every request has a deadline, every answer that stays in memory a size that it may not exceed, and redirects
 * are followed here, so that credentials reach the configured server and no other. What may be as large as a database goes to
 * disk as it comes, with a deadline from one piece to the next. Bytes stream both ways in constant memory. Stages complete
 * on Reactor's elastic threads, never on an event loop, because the engine goes on to write to its disk there.
 */
@NullMarked
package dev.frameline.autoconfigure.http.client;

import org.jspecify.annotations.NullMarked;
