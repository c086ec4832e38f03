package dev.frameline.log;

import dev.frameline.Lineage;
import dev.frameline.Mark;

import org.jspecify.annotations.Nullable;

/**
 * Two histories that cannot be one: another database, another branch, another chain at the same position, or a
 * node that is ahead of its log.
 *
 * @param reason one sentence for people
 * @param theirs the history that the node claims
 * @param theirMark where the node is in it
 * @param ours the history of the log; {@code null} if the log tells none
 * @param ourMark the log at the node's position, or its end if the node is beyond it
 */
public record Divergence(String reason, @Nullable Lineage theirs, Mark theirMark, @Nullable Lineage ours,
		Mark ourMark) {

}
