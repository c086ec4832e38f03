package dev.frameline.log;

import dev.frameline.Chain;

/**
 * A generation at frame 0: what has to be known to stamp frames into its chain.
 *
 * @param generation 1 or more
 * @param firstSequence the sequence of its frame 0: frames of all generations before
 * @param salt the salt of its {@code frames.wal}
 * @param chain the checksum in that file's WAL header
 */
public record GenerationStart(long generation, long firstSequence, long salt, Chain chain) {

}
