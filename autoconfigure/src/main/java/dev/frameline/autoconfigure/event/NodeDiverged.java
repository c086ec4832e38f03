package dev.frameline.autoconfigure.event;

/**
 * The replica's history is not its primary's any more. It reads on and refuses writes, unless
 * {@code frameline.sync.on-divergence} has it fetch a new copy.
 *
 * @param reason both sides, and what to do
 */
public record NodeDiverged(String database, String reason) implements NodeEvent {

}
