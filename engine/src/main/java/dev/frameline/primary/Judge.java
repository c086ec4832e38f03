package dev.frameline.primary;

import java.io.IOException;

import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.Divergence;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.NotKeptException;
import org.jspecify.annotations.Nullable;

/** Tells whether what somebody else holds can be the beginning of what this log holds. */
final class Judge {

	private final LogDirectory log;

	Judge(LogDirectory log) {
		this.log = log;
	}

	/**
	 * Compares a node's history with the log's.
	 * @param lineage the history that the node claims; {@code null} if it claims none
	 * @param mark where it is; its chain is compared if it has one
	 * @return {@code null} if the one continues the other; of a generation that is no longer kept nothing is known
	 */
	@Nullable Divergence compare(@Nullable Lineage lineage, Mark mark) throws IOException {
		Mark end = this.log.durableEnd();
		if (lineage != null && !lineage.databaseId().equals(this.log.lineage().databaseId())) {
			return diverged("the node follows another database", lineage, mark, end);
		}
		if (lineage != null && !lineage.branch().equals(this.log.lineage().branch())) {
			return diverged("the node follows another branch of this database", lineage, mark, end);
		}
		if (mark.position().isAfter(end.position())) {
			return diverged("the node is ahead of the log", lineage, mark, end);
		}
		try {
			return compareWithin(lineage, mark);
		}
		catch (NotKeptException ex) {
			return null;
		}
	}

	private @Nullable Divergence compareWithin(@Nullable Lineage lineage, Mark mark) throws IOException {
		Mark seal = this.log.seal(mark.position().generation());
		if (seal != null && mark.position().isAfter(seal.position())) {
			return diverged("the node is beyond the end of its generation", lineage, mark, seal);
		}
		Mark here = new Mark(mark.position(), this.log.chainAt(mark.position()));
		return here.contradicts(mark) ? diverged("the log holds other frames up to the node's position", lineage, mark,
				here) : null;
	}

	private Divergence diverged(String reason, @Nullable Lineage theirs, Mark theirMark, Mark ourMark) {
		return new Divergence(reason, theirs, theirMark, this.log.lineage(), ourMark);
	}

}
