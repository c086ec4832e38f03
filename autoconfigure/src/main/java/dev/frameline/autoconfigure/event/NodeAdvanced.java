package dev.frameline.autoconfigure.event;

import dev.frameline.Position;

/**
 * The node shows more than before, be it this node's own commits or others'. Several commits may be one advance.
 *
 * @param from what the last event told
 * @param to later than {@code from}, in the same generation
 */
public record NodeAdvanced(String database, Position from, Position to) implements NodeEvent {

}
