package dev.frameline.autoconfigure.event;

import dev.frameline.Position;

/**
 * The node has gone on to another generation, or another file has taken the place of the one before. Then {@code to}
 * may be earlier than {@code from}, and what was read before may not be there.
 */
public record GenerationChanged(String database, Position from, Position to) implements NodeEvent {

}
