package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is running at this moment, so that {@link Statement#cancel()} or its timeout can interrupt it.
 *
 * <p>The driver interrupts whatever its connection runs, which a moment later may be somebody else's. So a step is
 * entered and left by changing {@code state}, and is not left while an interrupt is on its way. A call may be several
 * steps, on one connection after the other, with waiting in between: once it is interrupted, none of them runs. Rows
 * are read in steps too, with or without a call around them.
 *
 * <p>All of it is one word, because every read pays for each change of it that other threads must see at once.
 */
final class Running {

	private static final int CALLING = 1;

	private static final int STEPPING = 2;

	private static final int INTERRUPTING = 4;

	private static final int INTERRUPTED = 8;

	private static final AtomicIntegerFieldUpdater<Running> STATE = AtomicIntegerFieldUpdater.newUpdater(Running.class,
			"state");

	private final String database;

	private final Tasks tasks;

	private volatile int state;

	/** What is stepping; written before the state says so. */
	private @Nullable Statement current;

	Running(String database, Tasks tasks) {
		this.database = database;
		this.tasks = tasks;
	}

	/**
	 * One call of the application.
	 * @param timeout in seconds; 0 for none
	 */
	<T> T call(int timeout, Step<T> call) throws SQLException {
		STATE.lazySet(this, CALLING);
		try {
			return (timeout > 0) ? within(timeout, call) : call.run();
		}
		finally {
			STATE.lazySet(this, this.state & ~CALLING);
		}
	}

	private <T> T within(int timeout, Step<T> call) throws SQLException {
		Deadline deadline = new Deadline();
		Runnable cancel = this.tasks.after(Duration.ofSeconds(timeout), deadline::pass);
		try {
			return call.run();
		}
		catch (SQLException ex) {
			throw (deadline.passed() && Failures.isInterrupt(ex)) ? Failures.timedOut(this.database, timeout, ex) : ex;
		}
		finally {
			cancel.run();
			deadline.lift();
		}
	}

	/** A part of a call that runs on a connection. */
	<T> T step(Statement raw, Step<T> step) throws SQLException {
		enter(raw);
		try {
			return step.run();
		}
		finally {
			leave();
		}
	}

	private void enter(Statement raw) throws SQLException {
		this.current = raw;
		int before = this.state;
		while ((before & INTERRUPTED) == 0) {
			if (STATE.compareAndSet(this, before, before | STEPPING)) {
				return;
			}
			before = this.state;
		}
		throw Failures.cancelled(this.database);
	}

	private void leave() {
		while (true) {
			int before = this.state;
			if ((before & INTERRUPTING) != 0) {
				Thread.onSpinWait();
			}
			else if (STATE.compareAndSet(this, before, before & ~STEPPING)) {
				return;
			}
		}
	}

	/** Ends the call that is running, if there is one. */
	void interrupt() {
		while (true) {
			int before = this.state;
			if ((before & (CALLING | STEPPING)) == 0 || (before & INTERRUPTING) != 0) {
				return;
			}
			boolean stepping = (before & STEPPING) != 0;
			if (STATE.compareAndSet(this, before, before | INTERRUPTED | (stepping ? INTERRUPTING : 0))) {
				if (stepping) {
					interruptStep();
				}
				return;
			}
		}
	}

	private void interruptStep() {
		try {
			Objects.requireNonNull(this.current).cancel();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Database '" + this.database + "': could not interrupt a statement", ex);
		}
		finally {
			STATE.getAndUpdate(this, (state) -> state & ~INTERRUPTING);
		}
	}

	/** Something that may be interrupted. */
	@FunctionalInterface
	interface Step<T> {

		T run() throws SQLException;

	}

	/** When a call's time is over. Lifted, it does nothing to the calls that follow. */
	private final class Deadline {

		private boolean lifted;

		private boolean passed;

		synchronized void pass() {
			if (!this.lifted) {
				this.passed = true;
				interrupt();
			}
		}

		synchronized boolean passed() {
			return this.passed;
		}

		synchronized void lift() {
			this.lifted = true;
		}

	}

}
