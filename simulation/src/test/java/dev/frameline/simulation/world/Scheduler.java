package dev.frameline.simulation.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Runs one thing after the other, each at its simulated time, and lets time pass only in between. It runs on the thread
 * of whoever calls {@link #runUntil}; what needs a thread of its own, because it may stand still, is a {@link Fiber}.
 */
public final class Scheduler {

	/** Ten times as many as a long run needs. */
	private static final long MOST_EVENTS = 2_000_000;

	private final ExecutorService threads;

	private final Dice dice;

	private final Trace trace;

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.<Event>comparingLong((event) -> event.time).thenComparingLong((event) -> event.number));

	private final List<Fiber> fibers = new ArrayList<>();

	private long now;

	private long number;

	private @Nullable Fiber running;

	private @Nullable Throwable failure;

	/**
	 * @param threads lends each fiber a thread
	 * @param dice decide how long things take
	 */
	public Scheduler(ExecutorService threads, Dice dice, Trace trace) {
		this.threads = threads;
		this.dice = dice;
		this.trace = trace;
	}

	/** Nanoseconds since the run began. */
	public long now() {
		return this.now;
	}

	public Trace trace() {
		return this.trace;
	}

	/** The fiber that has the baton; {@code null} while it is the scheduler's own. */
	@Nullable Fiber running() {
		return this.running;
	}

	/**
	 * Runs {@code action} later.
	 * @param delay in nanoseconds
	 * @param process does not do it once it is dead; {@code null} for what belongs to no process
	 * @return run to take it back
	 */
	public Runnable after(long delay, @Nullable Process process, Runnable action) {
		Event event = new Event(this.now + Math.max(0, delay), this.number++, process, action);
		this.events.add(event);
		return event::cancel;
	}

	/** Runs {@code action} as soon as a thread takes it up: at once, mostly. */
	public void soon(@Nullable Process process, Runnable action) {
		after(reaction(), process, action);
	}

	/** How long it takes until a thread goes on that may, in nanoseconds. */
	long reaction() {
		return this.dice.oneIn(64) ? this.dice.below(20_000_000) : this.dice.below(50_000);
	}

	/**
	 * Starts somebody who may stand still.
	 * @param process he dies with it; {@code null} if he belongs to none
	 */
	public Fiber start(String name, @Nullable Process process, Fiber.Body body) {
		Fiber fiber = new Fiber(this, name, process, body);
		this.fibers.add(fiber);
		fiber.wake();
		return fiber;
	}

	/** Lends a thread. */
	void lend(Runnable work) {
		this.threads.execute(work);
	}

	/**
	 * Runs what is due until a condition holds.
	 * @param atMost simulated nanoseconds from now
	 * @return whether it holds; otherwise the time is over, or nothing is left to happen
	 * @throws SimulationException if something failed that must not
	 */
	public boolean runUntil(BooleanSupplier condition, long atMost) {
		long deadline = this.now + atMost;
		while (!condition.getAsBoolean()) {
			Event next = this.events.peek();
			if (next == null || next.time > deadline) {
				this.now = deadline;
				return condition.getAsBoolean();
			}
			this.events.remove();
			if (!next.isStillWanted()) {
				continue;
			}
			if (next.process != null && next.process.stillFor(next.time) > 0) {
				next.time += next.process.stillFor(next.time);
				this.events.add(next);
				continue;
			}
			if (this.trace.count() > MOST_EVENTS) {
				throw new SimulationException("something goes on and on, and comes to no end");
			}
			this.now = next.time;
			this.trace.count(this.now, (next.process != null) ? next.process.name() : "", "");
			run(next.action);
			throwFailure();
		}
		return true;
	}

	/** It may be what its process dies of. */
	private static void run(Runnable action) {
		try {
			action.run();
		}
		catch (ProcessDiedException ex) {
			// Nothing else of it happens
		}
	}

	/** Gives the baton to a fiber and takes it back. */
	void resume(Fiber fiber) {
		Fiber before = this.running;
		this.running = fiber;
		try {
			fiber.run();
		}
		finally {
			this.running = before;
			if (fiber.isOver()) {
				this.fibers.remove(fiber);
			}
		}
	}

	/** Something failed that must not: the run ends. The first failure counts. */
	public void fail(Throwable failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	private void throwFailure() {
		Throwable failed = this.failure;
		if (failed != null) {
			throw (failed instanceof SimulationException known) ? known
					: new SimulationException("something failed that must not: " + failed, failed);
		}
	}

	/** Ends everybody who still stands somewhere. Nothing runs afterwards. */
	public void end() {
		this.events.clear();
		for (Fiber fiber : List.copyOf(this.fibers)) {
			fiber.doom();
			while (!fiber.isOver()) {
				resume(fiber);
			}
		}
		this.events.clear();
	}

	private static final class Event {

		private long time;

		private final long number;

		private final @Nullable Process process;

		private Runnable action;

		private boolean cancelled;

		Event(long time, long number, @Nullable Process process, Runnable action) {
			this.time = time;
			this.number = number;
			this.process = process;
			this.action = action;
		}

		/** It may wait in the queue for long, and keeps nothing. */
		void cancel() {
			this.cancelled = true;
			this.action = () -> {
			};
		}

		boolean isStillWanted() {
			return !this.cancelled && (this.process == null || !this.process.isDead());
		}

	}

}
