/**
 * The wire, in one place for both sides: {@link dev.frameline.autoconfigure.http.HeaderNames} and the codecs, which
 * turn the engine's questions and outcomes into headers, status codes and JSON, and back. The client and the server
 * both go through them, so that the two cannot drift apart. {@code docs/PROTOCOL.md} has the tables.
 *
 * <p>It is libSQL's HTTP sync protocol. What that protocol lacks is told in headers and JSON keys that its other
 * speakers ignore; the meaning of what it has is never changed. Nothing here decides an order.
 */
@NullMarked
package dev.frameline.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
