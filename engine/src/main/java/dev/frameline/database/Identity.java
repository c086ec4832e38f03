package dev.frameline.database;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import org.jspecify.annotations.Nullable;

/**
 * Which log a node's file belongs to, as its state record keeps it.
 *
 * @param lineage {@code null} if the log tells none
 * @param generation the generation that the node is in, 1 or more
 * @param firstSequence the sequence of that generation's frame 0; 0 if the log does not tell
 * @param salt the salt of the generation's {@code frames.wal}; 0 if the log does not tell
 * @param chain its chain at frame 0; {@code null} if the log does not tell, and then nothing is stamped or compared
 */
public record Identity(@Nullable Lineage lineage, long generation, long firstSequence, long salt,
		@Nullable Chain chain) {

}
