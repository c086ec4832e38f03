package dev.frameline.log;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.database.Identity;

/**
 * A generation at frame 0: what has to be known to stamp frames into its chain.
 *
 * @param generation 1 or more
 * @param firstSequence the sequence of its frame 0: frames of all generations before
 * @param salt the salt of its {@code frames.wal}
 * @param chain the checksum in that file's WAL header
 */
public record GenerationStart(long generation, long firstSequence, long salt, Chain chain) {

	/** Frame 0. */
	public Mark mark() {
		return Mark.of(this.generation, 0, this.chain);
	}

	/** How the state record of a node in this generation keeps it. */
	public Identity identity(Lineage lineage) {
		return new Identity(lineage, this.generation, this.firstSequence, this.salt, this.chain);
	}

}
