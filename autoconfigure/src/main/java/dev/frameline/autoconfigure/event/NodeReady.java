package dev.frameline.autoconfigure.event;

import dev.frameline.Position;
import dev.frameline.node.Role;
import org.jspecify.annotations.Nullable;

/**
 * The node has a database to read. Published once, when the context has started or when the first copy has come.
 *
 * @param position how far it has come; {@code null} on a standalone node
 */
public record NodeReady(String database, Role role, @Nullable Position position) implements NodeEvent {

}
