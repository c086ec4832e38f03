package dev.frameline.primary;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Resolved;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where transactions of others land: durable in the log first, then in this node's own file, then told to those who
 * wait, all in one turn of the lane.
 *
 * <p>Once the log has them they are accepted, whatever happens next. A file that could not take them stays behind,
 * and from then on this node decides nothing more: a restart repairs it from the log.
 */
final class Landing {

	private static final Logger logger = LoggerFactory.getLogger(Landing.class);

	private final LogDirectory log;

	private final LocalDatabase database;

	private final Runnable grown;

	private final Tasks tasks;

	private volatile @Nullable String stopped;

	/** @param grown is told after the log has grown */
	Landing(LogDirectory log, LocalDatabase database, Runnable grown, Tasks tasks) {
		this.log = log;
		this.database = database;
		this.grown = grown;
		this.tasks = tasks;
	}

	/** Why nothing lands any more, or {@code null}. */
	@Nullable String stopped() {
		String own = (this.stopped != null) ? this.stopped : this.log.stopped();
		return (own != null) ? own : this.database.stopped();
	}

	/**
	 * Lands whole transactions, each a commit of its own in the log, as one change of the file.
	 * @param id of the last of them, if their maker is known
	 * @param frames one or more whole transactions, stamped for the log's end
	 * @return the log after them; fails as {@link LogDirectory#append} does
	 */
	CompletionStage<Mark> land(Lane.Turn turn, @Nullable CommitId id, StampedFrames frames) {
		return this.log.append(id, frames).thenApplyAsync((end) -> {
			apply(turn, frames, end);
			this.grown.run();
			return end;
		}, this.tasks);
	}

	private void apply(Lane.Turn turn, Frames frames, Mark end) {
		change(end, () -> this.database.apply(turn, frames, end));
	}

	/** Takes the file into the generation that the log has begun. */
	void cross(Lane.Turn turn, GenerationStart next) {
		change(next.mark(), () -> this.database.cross(turn, next.identity(this.log.lineage())));
	}

	private void change(Mark end, Change change) {
		try {
			change.run();
		}
		catch (IOException | SQLException | RuntimeException ex) {
			this.stopped = "Database '" + this.database.name() + "': the log holds commits up to " + end
					+ " that could not be applied to this node's own file (" + ex
					+ "); nothing is accepted any more. Restart the node: it repairs the file from its log.";
			logger.error(this.stopped, ex);
		}
	}

	/**
	 * Settles a commit of this node's own that its writer gave up waiting for, so that the file may change again.
	 * @return fails if the log cannot tell
	 */
	CompletionStage<@Nullable Void> settleOwn(Lane.Turn turn) {
		Unsettled unsettled = this.database.tentative().unsettled();
		if (unsettled == null) {
			return CompletableFuture.completedStage(null);
		}
		CommitId id = unsettled.id();
		return Resolution.of(this.log, id).thenAccept((resolved) -> {
			try {
				settle(turn, id, resolved);
			}
			catch (IOException | SQLException ex) {
				throw new FramelineException("Database '" + this.database.name() + "': commit " + id
						+ " is settled in the log and could not be settled in the file", ex);
			}
		});
	}

	private void settle(Lane.Turn turn, CommitId id, Resolved resolved) throws IOException, SQLException {
		if (resolved instanceof Resolved.Held held) {
			this.database.tentative().settleHeld(turn, id, held.end());
		}
		else if (resolved instanceof Resolved.Void) {
			this.database.tentative().settleVoid(turn, id);
		}
		else if (resolved instanceof Resolved.Unanswered unanswered) {
			throw new FramelineException("Database '" + this.database.name() + "': commit " + id
					+ " of an earlier write is not settled: " + unanswered.reason());
		}
	}

	/** What is done to the file once the log has it. */
	@FunctionalInterface
	private interface Change {

		void run() throws IOException, SQLException;

	}

}
