package dev.frameline.write;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import dev.frameline.database.Lane;
import dev.frameline.lease.Admission;
import dev.frameline.signals.WriteOutcome;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * How a thread that has work to do enters the lane: it waits for what is to be had before and then for its turn, for a
 * bounded time, and never for itself. How that ended is told when the lane is free again.
 */
final class LaneEntry {

	/** Not of class 08, at which pools throw the connection away: it is as good as before. */
	private static final String TIMED_OUT = "HYT00";

	/** Between two attempts to make room. */
	private static final Duration PAUSE = Duration.ofMillis(20);

	private final String database;

	private final Lane lane;

	private final World world;

	private final Duration acquireTimeout;

	private final Set<Thread> holders = ConcurrentHashMap.newKeySet();

	LaneEntry(String database, Lane lane, World world, Duration acquireTimeout) {
		this.database = database;
		this.lane = lane;
		this.world = world;
		this.acquireTimeout = acquireTimeout;
	}

	/** Enters with nothing to be had before. */
	Pass enter(String holder) throws SQLException {
		return enter(holder, this.world.time().nanos() + this.acquireTimeout.toNanos(), () -> null, this.lane::enter);
	}

	/**
	 * Enters once {@code before} has brought what is to be had before, which then goes with the turn.
	 * @param deadline of all that is waited for, on the monotonic clock
	 * @param door which kind of turn is asked for
	 */
	Pass enter(String holder, long deadline, Before before, Door door) throws SQLException {
		long asked = this.world.time().nanos();
		try {
			return enter(holder, deadline, before, door, asked);
		}
		catch (SQLException ex) {
			ended(WriteOutcome.of(ex), asked);
			throw ex;
		}
	}

	/** What has to hold before a write enters; without it the write has failed. */
	void require(Action condition) throws SQLException {
		long asked = this.world.time().nanos();
		try {
			condition.run();
		}
		catch (SQLException ex) {
			ended(WriteOutcome.of(ex), asked);
			throw ex;
		}
	}

	private void ended(WriteOutcome outcome, long asked) {
		this.world.signals().wrote(outcome, this.world.time().nanos() - asked);
	}

	private Pass enter(String holder, long deadline, Before before, Door door, long asked) throws SQLException {
		Thread thread = Thread.currentThread();
		if (!this.holders.add(thread)) {
			throw new SQLException("Database '" + this.database + "': '" + holder
					+ "' asks for the writer while its own thread holds it and would wait for itself. A nested"
					+ " transaction that writes (Propagation.REQUIRES_NEW) has to join the outer one, or run after it",
					"25001");
		}
		Admission admission = null;
		try {
			admission = before.admit();
			Lane.Turn turn = await(holder, deadline, door);
			if (admission != null) {
				// The next one is at the lane's door when this one leaves it
				admission.passOn();
			}
			return new Pass(turn, admission, thread, asked);
		}
		catch (SQLException | RuntimeException | Error ex) {
			this.holders.remove(thread);
			if (admission != null) {
				admission.close();
			}
			throw ex;
		}
	}

	boolean heldByCurrentThread() {
		return this.holders.contains(Thread.currentThread());
	}

	private Lane.Turn await(String holder, long deadline, Door door) throws SQLException {
		CompletableFuture<Lane.Turn> entered = door.enter(holder);
		try {
			return this.world.waiting().await(entered, until(deadline));
		}
		catch (TimeoutException ex) {
			String held = this.lane.describeHolder();
			abandon(entered);
			throw inVain(holder, held, ex);
		}
		catch (InterruptedException ex) {
			abandon(entered);
			throw interrupted(holder, ex);
		}
		catch (ExecutionException ex) {
			throw new SQLException("Database '" + this.database + "': the writer lane is closed", "08003",
					ex.getCause());
		}
	}

	/** A turn that was granted while we gave up must go on to the next in the queue. */
	private static void abandon(CompletableFuture<Lane.Turn> entered) {
		if (!entered.cancel(false) && !entered.isCompletedExceptionally()) {
			entered.join().close();
		}
	}

	Duration until(long deadline) {
		return Duration.ofNanos(Math.max(0, deadline - this.world.time().nanos()));
	}

	/** Who holds the lane and for how long, as the end of a sentence. */
	String describeHolder() {
		return this.lane.describeHolder();
	}

	/** @param held who has it, as the end of a sentence */
	SQLException inVain(String holder, String held, @Nullable Exception cause) {
		return new SQLTransientConnectionException("Database '" + this.database + "': '" + holder + "' waited "
				+ this.acquireTimeout.toMillis() + " ms (frameline.write.acquire-timeout) for the writer in vain: " + held,
				TIMED_OUT, cause);
	}

	SQLException interrupted(String holder, InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new SQLTransientConnectionException(
				"Database '" + this.database + "': '" + holder + "' was interrupted while it waited for the writer",
				"57014", cause);
	}

	/** The turn, and the thread that is remembered to have it. Closing it again does nothing. */
	final class Pass implements AutoCloseable {

		private final Lane.Turn turn;

		private final @Nullable Admission admission;

		private final Thread thread;

		private long asked;

		private WriteOutcome outcome = WriteOutcome.ROLLED_BACK;

		private boolean left;

		private boolean closed;

		private Pass(Lane.Turn turn, @Nullable Admission admission, Thread thread, long asked) {
			this.turn = turn;
			this.admission = admission;
			this.thread = thread;
			this.asked = asked;
		}

		Lane.Turn turn() {
			return this.turn;
		}

		/** What was had before the lane. */
		Admission admission() {
			return Objects.requireNonNull(this.admission, "entered with nothing before");
		}

		/** Does a part of the write whose failure is the write's. */
		void run(Action action) throws SQLException {
			try {
				action.run();
			}
			catch (SQLException ex) {
				this.outcome = WriteOutcome.of(ex);
				throw ex;
			}
		}

		/** Does the last part of the write, whose success is the write's. */
		void commit(Action action) throws SQLException {
			run(action);
			this.outcome = WriteOutcome.COMMITTED;
		}

		/** One write has ended, and another one begins in the same turn. */
		void goOn() {
			ended(this.outcome, this.asked);
			this.outcome = WriteOutcome.ROLLED_BACK;
			this.asked = LaneEntry.this.world.time().nanos();
		}

		/**
		 * Waits, in the turn, until the file has room for another write.
		 * @param room tries to make it
		 */
		void awaitRoom(BooleanSupplier room) throws SQLException {
			long deadline = LaneEntry.this.world.time().nanos() + LaneEntry.this.acquireTimeout.toNanos();
			String holder = this.turn.holder();
			while (!room.getAsBoolean()) {
				if (LaneEntry.this.world.time().nanos() - deadline >= 0) {
					throw inVain(holder, LaneEntry.this.lane.describeHolder(), null);
				}
				try {
					LaneEntry.this.world.waiting().pause(PAUSE);
				}
				catch (InterruptedException ex) {
					throw interrupted(holder, ex);
				}
			}
		}

		/** Gives the turn to the next one, while what was had before is kept: the write has not ended. */
		synchronized void handOver() {
			if (!this.left) {
				this.left = true;
				LaneEntry.this.holders.remove(this.thread);
				this.turn.close();
			}
		}

		/** Gives all back as if it had never been taken. */
		synchronized boolean leave() {
			boolean leaving = !this.closed;
			if (leaving) {
				this.closed = true;
				handOver();
				if (this.admission != null) {
					this.admission.close();
				}
			}
			return leaving;
		}

		@Override
		public void close() {
			if (leave()) {
				ended(this.outcome, this.asked);
			}
		}

	}

	/** Asks for a turn. */
	@FunctionalInterface
	interface Door {

		CompletableFuture<Lane.Turn> enter(String holder);

	}

	/** Brings about what is to be had before the lane. */
	@FunctionalInterface
	interface Before {

		/** @return {@code null} if it is nothing that has to be given back */
		@Nullable Admission admit() throws SQLException;

	}

	/** A part of a write. */
	@FunctionalInterface
	interface Action {

		void run() throws SQLException;

	}

}
