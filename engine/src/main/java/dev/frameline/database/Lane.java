package dev.frameline.database;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import dev.frameline.world.Time;
import org.jspecify.annotations.Nullable;

/**
 * The writer lane: the single, fair queue for everything that changes a node's file. Who comes first is served
 * first; nobody is served out of turn, and nobody waits in SQLite's busy handler. Only the lane itself takes a turn
 * before all others, between two of theirs, when the file needs it.
 */
public final class Lane {

	private final Time time;

	private final BooleanSupplier quiet;

	private final Upkeep upkeep;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private @Nullable Turn current;

	/** Whether the file needs something before anybody has a turn. Not at first: who opens it comes before all. */
	private boolean due;

	/** A lane that nothing has to be done for. */
	public Lane(Time time) {
		this(time, () -> true, Upkeep.NONE);
	}

	/** @param quiet whether no commit of an earlier turn is in flight; who changes that calls {@link #proceed} */
	Lane(Time time, BooleanSupplier quiet, Upkeep upkeep) {
		this.time = time;
		this.quiet = quiet;
		this.upkeep = upkeep;
	}

	/**
	 * Asks for a turn in which no commit of an earlier one is in flight.
	 * @param holder who asks, for messages
	 * @return completes with the turn, on the thread that ended what was in the way; cancelling it leaves the queue
	 */
	public CompletableFuture<Turn> enter(String holder) {
		return enter(holder, this.quiet);
	}

	/**
	 * Asks for a turn like {@link #enter}, in which commits of earlier ones may be in flight.
	 * @param room whether there may be one more of them; who changes that calls {@link #proceed}
	 */
	public CompletableFuture<Turn> enterBehind(String holder, BooleanSupplier room) {
		return enter(holder, room);
	}

	private CompletableFuture<Turn> enter(String holder, BooleanSupplier condition) {
		CompletableFuture<Turn> entered = new CompletableFuture<>();
		synchronized (this) {
			this.waiters.add(new Waiter(holder, condition, entered));
		}
		grant(false);
		return entered;
	}

	/** Gives the lane, if it is free, to who is next and need not wait for anything else. */
	public void proceed() {
		grant(true);
	}

	/** @param worked whether something was done that the file may need upkeep after */
	private void grant(boolean worked) {
		while (true) {
			Waiter next;
			Turn granted;
			synchronized (this) {
				this.due = (this.due || worked) && this.upkeep.isDue();
				next = (this.current == null) ? next() : null;
				if (next == null) {
					return;
				}
				granted = new Turn(next.holder, this.time.nanos());
				this.current = granted;
			}
			if (next.entered.complete(granted)) {
				return;
			}
			synchronized (this) {
				this.current = null;
			}
		}
	}

	/** Who holds the lane, or {@code null}. */
	public synchronized @Nullable Turn current() {
		return this.current;
	}

	/** How many wait. */
	public synchronized int waiting() {
		this.waiters.removeIf((waiter) -> waiter.entered.isDone());
		return this.waiters.size();
	}

	/** The holder and for how long, as the end of a sentence. */
	public String describeHolder() {
		Turn turn = current();
		if (turn == null) {
			return "it is free";
		}
		long millis = (this.time.nanos() - turn.since()) / 1_000_000;
		return "'" + turn.holder() + "' has held it for " + millis + " ms";
	}

	private void leave(Turn turn) {
		synchronized (this) {
			if (this.current != turn) {
				return;
			}
			this.current = null;
		}
		proceed();
	}

	/** Nobody overtakes the first one, whatever that one waits for. */
	private @Nullable Waiter next() {
		if (this.due) {
			return this.quiet.getAsBoolean() ? own() : null;
		}
		while (!this.waiters.isEmpty() && this.waiters.peek().entered.isDone()) {
			this.waiters.poll();
		}
		Waiter first = this.waiters.peek();
		return (first != null && first.condition.getAsBoolean()) ? this.waiters.poll() : null;
	}

	private Waiter own() {
		CompletableFuture<Turn> own = new CompletableFuture<>();
		own.thenAccept(this.upkeep::begin);
		return new Waiter(this.upkeep.description(), this.quiet, own);
	}

	private record Waiter(String holder, BooleanSupplier condition, CompletableFuture<Turn> entered) {

	}

	/** What the file needs between two turns. */
	interface Upkeep {

		/** Nothing, ever. */
		Upkeep NONE = new Upkeep() {

			@Override
			public boolean isDue() {
				return false;
			}

			@Override
			public String description() {
				return "nothing";
			}

			@Override
			public void begin(Turn turn) {
				turn.close();
			}

		};

		/** Whether it needs something now. Asked whenever a turn ends; answers at once. */
		boolean isDue();

		/** What the turn is taken for, for messages. */
		String description();

		/** Has the turn, and closes it when nothing is due any more. Called on whichever thread; returns at once. */
		void begin(Turn turn);

	}

	/** The right to change the file until it is closed. Closing it again does nothing. */
	public final class Turn implements AutoCloseable {

		private final String holder;

		private final long since;

		private volatile @Nullable String purpose;

		private Turn(String holder, long since) {
			this.holder = holder;
			this.since = since;
		}

		public String holder() {
			String purpose = this.purpose;
			return (purpose != null) ? purpose : this.holder;
		}

		/** Says what it is held for just now; {@code null} for what it was asked for. */
		void describe(@Nullable String purpose) {
			this.purpose = purpose;
		}

		/** When it began, on the monotonic clock. */
		public long since() {
			return this.since;
		}

		boolean isCurrent() {
			return current() == this;
		}

		@Override
		public void close() {
			leave(this);
		}

	}

}
