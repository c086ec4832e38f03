package dev.frameline.replica;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Identity;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Pulled;
import dev.frameline.wal.Frame;
import dev.frameline.world.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies verified transactions in a turn of the lane. Between the question and the turn this node's own commits may
 * have moved the position; what it holds already is left out, once chain or position have proved that it is the same.
 */
final class Applying {

	private static final Logger logger = LoggerFactory.getLogger(Applying.class);

	private final LocalDatabase database;

	private final Tasks tasks;

	Applying(LocalDatabase database, Tasks tasks) {
		this.database = database;
		this.tasks = tasks;
	}

	/** Waits for a turn, and works in it on a task. */
	<T> CompletionStage<T> inTurn(String holder, Work<T> work) {
		return this.database.lane().enter(holder).thenApplyAsync((turn) -> {
			try (turn) {
				return work.in(turn);
			}
			catch (IOException | SQLException ex) {
				throw new CompletionException(ex);
			}
		}, this.tasks);
	}

	/**
	 * Applies what is new in a run.
	 * @return how many frames that were; -1 if a commit of this node must be settled first
	 */
	CompletionStage<Integer> apply(Intake.Run run) {
		if (isHeld(run)) {
			return CompletableFuture.completedStage(0);
		}
		return inTurn("apply of what the primary sent", (turn) -> {
			if (this.database.tentative().unsettled() != null) {
				return -1;
			}
			int held = held(run);
			int count = run.frames().count();
			if (held < count) {
				this.database.apply(turn, run.frames().slice(held, count), run.after());
			}
			return count - held;
		});
	}

	/**
	 * Goes over to the next generation, if this node is still where it was.
	 * @return whether it was
	 */
	CompletionStage<Boolean> cross(Mark position, Identity next) {
		return inTurn("crossing to generation " + next.generation(), (turn) -> {
			boolean there = this.database.position().equals(position);
			if (there) {
				this.database.cross(turn, next);
				logger.info("Database '{}': crossed to generation {} at {}, where the one before has ended",
						this.database.name(), next.generation(), position.position());
			}
			return there;
		});
	}

	/**
	 * Applies changed pages, if this node is still where it was.
	 * @return whether it was
	 */
	CompletionStage<Boolean> jump(Mark position, Pulled.Changes changes, Lineage lineage) {
		return inTurn("changed pages", (turn) -> {
			boolean there = this.database.position().equals(position) && this.database.tentative().unsettled() == null;
			if (there) {
				this.database.applyChanges(turn, changes.frames(), changes.start().identity(lineage), changes.end());
				logger.info("Database '{}': caught up from {} to {} by {} changed pages", this.database.name(),
						position.position(), changes.end().position(), changes.frames().count());
			}
			return there;
		});
	}

	/** Whether all of it is this node's own, and visible: then nobody has to make way. */
	private boolean isHeld(Intake.Run run) {
		Position here = this.database.position().position();
		Position after = run.after().position();
		return here.generation() == after.generation() && here.frame() >= after.frame()
				&& here.generation() == run.before().position().generation();
	}

	private int held(Intake.Run run) throws IOException {
		Mark position = this.database.position();
		if (position.position().generation() > run.before().position().generation()) {
			// A commit of this node's own has crossed, which it only does from the end of the one before
			return run.frames().count();
		}
		long held = position.position().frame() - run.before().position().frame();
		if (position.position().generation() != run.before().position().generation() || held < 0) {
			throw new FramelineException("Database '" + this.database.name() + "': expected to be at or after "
					+ run.before() + ", where the pull began, found " + position);
		}
		int within = (int) Math.min(held, run.frames().count());
		if (within == held && !chainAt(run, within, position).equals(position)) {
			throw new FramelineException("Database '" + this.database.name() + "': the primary sent other frames up to "
					+ position + " than this node holds. Nothing of the answer was used.");
		}
		return within;
	}

	private static Mark chainAt(Intake.Run run, int frames, Mark position) throws IOException {
		if (frames == 0 || position.chain() == null) {
			return (frames == 0) ? run.before() : position;
		}
		byte[] frame = new byte[Frame.SIZE];
		run.frames().read(frames - 1, 1, frame, 0);
		return new Mark(position.position(), new Chain(Frame.checksum(frame, 0)));
	}

	/** What is done in a turn. */
	@FunctionalInterface
	interface Work<T> {

		T in(Lane.Turn turn) throws IOException, SQLException;

	}

}
