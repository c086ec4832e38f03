package dev.frameline.log;


import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

import dev.frameline.Lineage;
import dev.frameline.wal.Frames;

/**
 * One transaction on its way to the log.
 *
 * @param lineage the history that it continues; {@code null} for a log that does not tell its own
 * @param id who made it
 * @param fence the right under which it was made
 * @param expected where it begins: the log must end there
 * @param frames its frames; the last one, and no other, is a commit frame. Stamped into the log's chain when
 * {@code expected} has a chain
 */
public record Append(@Nullable Lineage lineage, CommitId id, Fence fence, Mark expected, Frames frames) {

}
