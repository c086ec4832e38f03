package dev.frameline.database;

import java.io.IOException;
import java.sql.SQLException;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.WalIndexHeader;
import org.jspecify.annotations.Nullable;

/**
 * The commits of this node that nobody is shown yet, one behind the other, and what the log says of them.
 *
 * <p>While they are in flight, who speaks with the log publishes them from the front or discards them from the end,
 * beside the turn in which the next one is being made. When nobody speaks with it any more, what is left is unsettled, and
 * is settled in a turn.
 */
public final class TentativeCommits {

	private final LocalDatabase database;

	private final Arrivals arrivals;

	private final Checkpoints checkpoints;

	private volatile boolean inFlight;

	TentativeCommits(LocalDatabase database, Arrivals arrivals, Checkpoints checkpoints) {
		this.database = database;
		this.arrivals = arrivals;
		this.checkpoints = checkpoints;
	}

	// -- while somebody asks the log about them

	/** From here until {@link #landed()}, somebody asks the log to accept what is tentative. In the turn of a commit. */
	public void inFlight(Lane.Turn turn) {
		this.database.requireTurn(turn);
		this.inFlight = true;
	}

	/**
	 * Nobody asks the log any more: what is tentative now is unsettled. {@link Lane#proceed()} is to follow, with no lock
	 * held.
	 */
	public void landed() {
		this.inFlight = false;
	}

	/** Whether somebody asks the log about what is tentative just now. */
	public boolean isInFlight() {
		return this.inFlight;
	}

	/**
	 * Commits are about to be sent.
	 * @param id of the last one
	 */
	public void sending(CommitId id, Hidden last) throws IOException {
		this.database.state().sending(id, last.after().frames());
	}

	/**
	 * The log has accepted all that is tentative up to a commit.
	 * @param end the log right after it
	 */
	public void publish(Hidden last, Mark end) throws SQLException, IOException {
		publish(last.after(), end);
	}

	private void publish(WalIndexHeader last, Mark end) throws SQLException, IOException {
		this.database.file().transactions().publish(last, (next) -> this.database.state().published(next, end, this.database.origin()));
		this.arrivals.reached(end.position());
		if (this.inFlight) {
			this.checkpoints.grown();
		}
		else {
			this.checkpoints.changed();
		}
	}

	/** The log has refused all that is tentative. No transaction is open. */
	public void discard() throws SQLException, IOException {
		takeBack(this.database.file().visible());
		this.database.state().settled(this.database.origin());
	}

	/** The last commit is not going to be sent. In the turn in which it was made, with no transaction open. */
	public void discardLast(Lane.Turn turn, Hidden last) throws SQLException, IOException {
		this.database.requireTurn(turn);
		takeBack(last.before());
	}

	/** What was committed after {@code last} was never sent, and never will be. No transaction is open. */
	public void discardAfter(Hidden last) throws SQLException, IOException {
		takeBack(last.after());
	}

	private void takeBack(WalIndexHeader keep) throws SQLException, IOException {
		try {
			this.database.file().transactions().takeBack(keep);
		}
		catch (IOException | SQLException | RuntimeException ex) {
			if (unsettled() == null) {
				this.database.stop("a commit that was not sent could not be taken back", ex);
			}
			throw ex;
		}
	}

	/**
	 * What is visible is frame 0 of the next generation too, behind which the commits in flight come.
	 * @param next that generation
	 */
	public void cross(Identity next) throws IOException {
		this.database.crossTo(next);
	}

	// -- a commit that nobody answered for

	/** A commit that nobody has answered for yet; {@code null} if all is settled. */
	public @Nullable Unsettled unsettled() {
		CommitId id = this.database.state().inFlight();
		return (id != null) ? new Unsettled(id, this.database.file().isTentative()) : null;
	}

	/** Whether there is a commit that nobody has answered for, and nobody asks about it any more. */
	public boolean isUnsettled() {
		return !this.inFlight && this.database.state().inFlight() != null;
	}

	/** Whether there are commits that nobody is shown yet. */
	public boolean isTentative() {
		return this.database.file().isTentative();
	}

	/** Frames that stand behind the visible ones. */
	public long frames() {
		return this.database.file().isTentative() ? this.database.file().tip().frames() - this.database.file().visible().frames() : 0;
	}

	/** The log does not hold it and never will: what is tentative is discarded. */
	public void settleVoid(Lane.Turn turn, CommitId id) throws IOException, SQLException {
		this.database.requireTurn(turn);
		if (settlesTentative(id)) {
			discard();
		}
	}

	/**
	 * The log holds it: what is tentative is published; what a restart cut off is left to the next pull.
	 * @param end the log right after it
	 */
	public void settleHeld(Lane.Turn turn, CommitId id, Mark end) throws IOException, SQLException {
		this.database.requireTurn(turn);
		if (settlesTentative(id)) {
			publish(this.database.file().tip(), end);
		}
	}

	/** Whether there is something to publish or discard; otherwise it is settled by the record alone. */
	private boolean settlesTentative(CommitId id) throws IOException {
		Unsettled unsettled = unsettled();
		boolean same = unsettled != null && unsettled.id().equals(id);
		if (same && !unsettled.tentative()) {
			this.database.state().settled(this.database.origin());
		}
		return same && unsettled.tentative();
	}

}
