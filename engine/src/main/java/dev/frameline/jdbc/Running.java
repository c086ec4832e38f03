package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.world.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is running at this moment, so that {@link Statement#cancel()} or its timeout can interrupt it.
 *
 * <p>The driver interrupts whatever its connection runs, which a moment later may be somebody else's. So a step is
 * entered and left by changing {@code state}, and is not left while an interrupt is on its way. A call may be several
 * steps, on one connection after the other, with waiting in between: once it is interrupted, none of them runs.
 */
final class Running {

	private static final int IDLE = 0;

	private static final int STEPPING = 1;

	private static final int INTERRUPTING = 2;

	private final String database;

	private final Tasks tasks;

	private final AtomicInteger state = new AtomicInteger(IDLE);

	private volatile boolean calling;

	private volatile boolean interrupted;

	private volatile @Nullable Statement current;

	Running(String database, Tasks tasks) {
		this.database = database;
		this.tasks = tasks;
	}

	/**
	 * One call of the application.
	 * @param timeout in seconds; 0 for none
	 */
	<T> T call(int timeout, Step<T> call) throws SQLException {
		this.calling = true;
		this.interrupted = false;
		try {
			return (timeout > 0) ? within(timeout, call) : call.run();
		}
		finally {
			this.calling = false;
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
		this.current = raw;
		this.state.set(STEPPING);
		try {
			if (this.interrupted) {
				throw Failures.cancelled(this.database);
			}
			return step.run();
		}
		finally {
			while (!this.state.compareAndSet(STEPPING, IDLE)) {
				Thread.onSpinWait();
			}
		}
	}

	/** Ends the call that is running, if there is one. */
	void interrupt() {
		if (!this.calling && this.state.get() == IDLE) {
			return;
		}
		this.interrupted = true;
		if (this.state.compareAndSet(STEPPING, INTERRUPTING)) {
			try {
				Objects.requireNonNull(this.current).cancel();
			}
			catch (SQLException ex) {
				throw new IllegalStateException("Database '" + this.database + "': could not interrupt a statement", ex);
			}
			finally {
				this.state.set(STEPPING);
			}
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
