package dev.frameline.simulation.world;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who may stand still: a thread that runs only while it has the baton. The scheduler hands it over and does
 * nothing until it comes back, which is when the fiber waits or ends. So it is a thread to whatever asks which thread
 * it is on, and never runs beside another one.
 *
 * <p>A fiber that waits must hold no Java monitor that anybody else enters: the other one would block with the baton
 * in hand. That is noticed after half a minute and told with both stacks.
 */
public final class Fiber {

	private static final int HANGS_AFTER_SECONDS = 30;

	private final Scheduler scheduler;

	private final String name;

	private final @Nullable Process process;

	private final Body body;

	private final Semaphore baton = new Semaphore(0);

	private final Semaphore back = new Semaphore(0);

	private @Nullable Thread thread;

	private long waits;

	private boolean over;

	private boolean doomed;

	Fiber(Scheduler scheduler, String name, @Nullable Process process, Body body) {
		this.scheduler = scheduler;
		this.name = name;
		this.process = process;
		this.body = body;
		if (process != null) {
			process.entered(this);
		}
	}

	/** What it does. */
	@FunctionalInterface
	public interface Body {

		void run() throws Exception;

	}

	public String name() {
		return this.name;
	}

	/** Whether it has come to its end. */
	public boolean isOver() {
		return this.over;
	}

	/** Interrupts it where it waits, or where it waits next. */
	public void interrupt() {
		Thread thread = this.thread;
		if (thread != null && !this.over) {
			thread.interrupt();
			wake();
		}
	}

	// -- called with the scheduler's baton

	/** Goes on soon. */
	void wake() {
		long wait = this.waits;
		this.scheduler.soon(null, () -> {
			if (wait == this.waits && !this.over) {
				this.scheduler.resume(this);
			}
		});
	}

	/** Ends where it stands: it does not wait any more, but finds that its process is dead. */
	void doom() {
		this.doomed = true;
		wake();
	}

	/** Runs it until it waits or ends. */
	void run() {
		this.waits++;
		if (this.thread == null) {
			this.scheduler.lend(this::live);
		}
		else {
			this.baton.release();
		}
		try {
			if (!this.back.tryAcquire(HANGS_AFTER_SECONDS, TimeUnit.SECONDS)) {
				throw hangs();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SimulationException("interrupted", ex);
		}
	}

	private SimulationException hangs() {
		SimulationException hangs = new SimulationException(this.name + " has the baton and does not come back: it"
				+ " blocks on something that somebody else holds while he waits");
		Thread thread = this.thread;
		if (thread != null) {
			hangs.setStackTrace(thread.getStackTrace());
		}
		return hangs;
	}

	// -- called on its own thread

	private void live() {
		Thread own = Thread.currentThread();
		String lender = own.getName();
		own.setName(this.name);
		this.thread = own;
		try {
			if (!this.doomed) {
				this.body.run();
			}
		}
		catch (ProcessDiedException ex) {
			// The end of many
		}
		catch (Throwable ex) {
			this.scheduler.fail(ex);
		}
		finally {
			Thread.interrupted();
			own.setName(lender);
			if (this.process != null) {
				this.process.left(this);
			}
			this.over = true;
			this.back.release();
		}
	}

	/** Waits until it is woken: gives the baton back, and goes on when it has it again. */
	void park() {
		requireNotDoomed();
		this.back.release();
		this.baton.acquireUninterruptibly();
		requireNotDoomed();
	}

	private void requireNotDoomed() {
		if (this.doomed) {
			throw new ProcessDiedException(this.name);
		}
	}

	/** How often it has gone on: a wake-up for an earlier wait finds another number. */
	long waits() {
		return this.waits;
	}

	/** Goes on soon, if it still is in its wait number {@code wait}. */
	void wakeFrom(long wait) {
		if (wait == this.waits) {
			wake();
		}
	}

}
