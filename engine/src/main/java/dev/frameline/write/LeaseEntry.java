package dev.frameline.write;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.LocalDatabase;
import dev.frameline.lease.Admission;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.NotAdmittedException;
import dev.frameline.log.Acquired;
import dev.frameline.world.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * What a writer has to have before it asks for the lane: the lease, no commit of this node that is not settled, and all
 * that the log had when the lease was granted. The lane must be free for each of them: what the log had is applied in
 * it, what is not settled is settled in it, and on a primary it is where others commit who hold the lease.
 */
final class LeaseEntry {

	/** The granter's word on who holds the lease comes a little after the time is over. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private final LocalDatabase database;

	private final NodeLease lease;

	private final Settlement settlement;

	private final Function<Position, CompletionStage<?>> catchUp;

	private final Waiting waiting;

	private final LaneEntry lane;

	private final Refusals refusals;

	LeaseEntry(LocalDatabase database, NodeLease lease, Settlement settlement,
			Function<Position, CompletionStage<?>> catchUp, Waiting waiting, LaneEntry lane) {
		this.database = database;
		this.lease = lease;
		this.settlement = settlement;
		this.catchUp = catchUp;
		this.waiting = waiting;
		this.lane = lane;
		this.refusals = new Refusals(database.name());
	}

	/** @param deadline of all that is waited for, on the monotonic clock */
	Admission admit(String holder, long deadline) throws SQLException {
		Admission admission = enter(holder, deadline);
		try {
			if (this.database.tentative().isUnsettled()) {
				settle(holder, deadline);
			}
			if (lacksWhatTheLogHad(admission)) {
				catchUp(holder, deadline, admission);
			}
			return admission;
		}
		catch (SQLException | RuntimeException | Error ex) {
			admission.close();
			throw ex;
		}
	}

	/** Whether a transaction may begin, once the lane is held. */
	boolean isReady(Admission admission) {
		return !this.database.tentative().isUnsettled() && admission.isGood() && !lacksWhatTheLogHad(admission);
	}

	private boolean lacksWhatTheLogHad(Admission admission) {
		Mark newest = admission.newest();
		return newest != null && newest.position().isAfter(this.database.position().position());
	}

	// -- the lease

	private Admission enter(String holder, long deadline) throws SQLException {
		CompletableFuture<Admission> entered = this.lease.enter(this.lane.until(deadline));
		try {
			Admission admission = await(entered, deadline);
			if (admission != null) {
				return admission;
			}
		}
		catch (InterruptedException ex) {
			abandon(entered);
			throw this.lane.interrupted(holder, ex);
		}
		catch (ExecutionException ex) {
			throw refused(holder, ex);
		}
		String held = this.lease.isElsewhere() ? this.lease.describeHolder() : this.lane.describeHolder();
		abandon(entered);
		throw this.lane.inVain(holder, held, null);
	}

	/** @return {@code null} if the time is over */
	private @Nullable Admission await(CompletableFuture<Admission> entered, long deadline)
			throws InterruptedException, ExecutionException {
		if (entered.isDone()) {
			return entered.get();
		}
		try {
			return this.waiting.await(entered, this.lane.until(deadline));
		}
		catch (TimeoutException ex) {
			return this.lease.isAsking() ? awaitReason(entered) : null;
		}
	}

	private @Nullable Admission awaitReason(CompletableFuture<Admission> entered)
			throws InterruptedException, ExecutionException {
		try {
			return this.waiting.await(entered, GRACE);
		}
		catch (TimeoutException ex) {
			return null;
		}
	}

	/** Who was let in while giving up lets the next one in. */
	private static void abandon(CompletableFuture<Admission> entered) {
		if (!entered.cancel(false) && !entered.isCompletedExceptionally()) {
			entered.join().close();
		}
	}

	private SQLException refused(String holder, ExecutionException ex) {
		if (!(ex.getCause() instanceof NotAdmittedException notAdmitted)) {
			return this.refusals.unleased(new Acquired.Unreachable(String.valueOf(ex.getCause())), ex);
		}
		return (notAdmitted.answer() instanceof Acquired.Busy) ? this.lane.inVain(holder, this.lease.describeHolder(), ex)
				: this.refusals.unleased(notAdmitted.answer(), ex);
	}

	// -- what comes before the lane

	private void settle(String holder, long deadline) throws SQLException {
		try {
			if (this.waiting.await(this.settlement.settle(), this.lane.until(deadline))) {
				return;
			}
			throw this.refusals.unsettled(this.database.tentative().unsettled(), null);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw this.refusals.unsettled(this.database.tentative().unsettled(), ex);
		}
		catch (InterruptedException ex) {
			throw this.lane.interrupted(holder, ex);
		}
	}

	private void catchUp(String holder, long deadline, Admission admission) throws SQLException {
		Mark newest = admission.newest();
		if (newest == null) {
			return;
		}
		try {
			this.waiting.await(this.catchUp.apply(newest.position()), this.lane.until(deadline));
		}
		catch (TimeoutException ex) {
			throw this.lane.inVain(holder, "this node has the lease and has not caught up with " + newest.position()
					+ " yet, where the log stood then", ex);
		}
		catch (ExecutionException ex) {
			throw new SQLTransientConnectionException("Database '" + this.database.name()
					+ "': has the right to write and could not catch up with " + newest.position() + ": "
					+ this.refusals.plain(String.valueOf(ex.getCause().getMessage()))
					+ ". Nothing was changed; reads go on.", "08001", ex.getCause());
		}
		catch (InterruptedException ex) {
			throw this.lane.interrupted(holder, ex);
		}
	}

}
