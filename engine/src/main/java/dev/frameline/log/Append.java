package dev.frameline.log;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

import dev.frameline.Lineage;
import dev.frameline.wal.Frames;

/**
 * Transactions of one origin on their way to the log, which takes all of them or none.
 *
 * @param lineage the history that it continues; {@code null} for a log that does not tell its own
 * @param id of the last of them; those before it have the serials before, without gaps
 * @param fence the right under which they were made
 * @param expected where they begin: the log must end there
 * @param frames of all of them, one after the other; the last one is a commit frame. Stamped into the log's chain when
 * {@code expected} has a chain
 */
public record Append(@Nullable Lineage lineage, CommitId id, Fence fence, Mark expected, Frames frames) {

}
