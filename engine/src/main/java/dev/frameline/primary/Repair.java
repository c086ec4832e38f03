package dev.frameline.primary;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Identity;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.log.Divergence;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a primary's own file to the end of its log. The log is the truth: a file behind it is given what it lacks,
 * and one that holds something else is refused.
 */
final class Repair {

	private static final Logger logger = LoggerFactory.getLogger(Repair.class);

	/** Frames that are applied at a time, unless a transaction is longer: 32 MiB. */
	private static final int RUN = 8192;

	private final LogDirectory log;

	private final LocalDatabase database;

	Repair(LogDirectory log, LocalDatabase database) {
		this.log = log;
		this.database = database;
	}

	/**
	 * Settles what the last run left open and applies what the file lacks. Nobody uses the file yet, and all that is
	 * in the log is durable.
	 * @throws FramelineException if the file is not a beginning of the log
	 */
	void run() throws IOException, SQLException {
		try (Lane.Turn turn = this.database.lane().enter("repair at start").join()) {
			settle(turn);
			apply(turn);
		}
	}

	/**
	 * Whether a file can be what a log begins with, by what its state record says.
	 * @throws FramelineException if it cannot
	 */
	static void requireFit(LogDirectory log, Path file, Identity identity, Mark position) throws IOException {
		Divergence divergence = new Judge(log).compare(identity.lineage(), position);
		if (divergence == null && log.keeps(identity.generation())) {
			GenerationStart start = log.start(identity.generation());
			divergence = identity.equals(start.identity(log.lineage())) ? null
					: new Divergence("generation " + start.generation() + " began otherwise", identity.lineage(), position,
							log.lineage(), start.mark());
		}
		if (divergence != null) {
			throw new FramelineException("Database '" + log.name() + "': " + file + " and the log in " + log.directory()
					+ " do not belong together. Expected the file at or before " + divergence.ourMark() + " of "
					+ divergence.ours() + ", found " + position + " of " + divergence.theirs() + ": " + divergence.reason()
					+ ". If the log is damaged or an old copy, restore it. If the file is, move it and its -wal and -state"
					+ " files away, and the node puts it together again from its log, without what only the file holds.");
		}
	}

	private void settle(Lane.Turn turn) throws IOException, SQLException {
		Unsettled unsettled = this.database.tentative().unsettled();
		if (unsettled == null) {
			return;
		}
		Optional<Mark> held = this.log.find(unsettled.id());
		if (held.isPresent()) {
			this.database.tentative().settleHeld(turn, unsettled.id(), held.get());
		}
		else {
			this.database.tentative().settleVoid(turn, unsettled.id());
		}
	}

	private void apply(Lane.Turn turn) throws IOException, SQLException {
		Mark from = this.database.position();
		requireFit(this.log, this.database.path(), this.database.identity(), from);
		Mark end = this.log.durableEnd();
		while (end.position().isAfter(this.database.position().position())) {
			Mark at = this.database.position();
			Mark seal = this.log.seal(at.position().generation());
			if (seal != null && seal.position().equals(at.position())) {
				GenerationStart next = this.log.start(at.position().generation() + 1);
				this.database.cross(turn, next.identity(this.log.lineage()));
			}
			else {
				applyRun(turn, at, (seal != null) ? seal : end);
			}
		}
		if (!from.equals(this.database.position())) {
			logger.info("Database '{}': brought its file from {} to {}, the end of its log", this.database.name(),
					from, end);
		}
	}

	private void applyRun(Lane.Turn turn, Mark at, Mark end) throws IOException, SQLException {
		long lacking = end.position().frame() - at.position().frame();
		int length = RUN;
		Frames frames = this.log.range(at.position(), length);
		while (frames.count() < lacking && !endsWithCommit(frames)) {
			length *= 2;
			frames = this.log.range(at.position(), length);
		}
		Position after = at.position().plus(frames.count());
		this.database.apply(turn, frames, new Mark(after, this.log.chainAt(after)));
	}

	private static boolean endsWithCommit(Frames frames) throws IOException {
		byte[] last = new byte[Frame.SIZE];
		frames.read(frames.count() - 1, 1, last, 0);
		return Frame.isCommit(last, 0);
	}

}
