package dev.frameline.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.Fence;
import dev.frameline.log.Acquired;
import dev.frameline.log.Leases;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lease that a node's writers share, and their queue before it. Writers are let in one at a time, in the order
 * of asking, while the node holds the lease.
 *
 * <p>A writer that has its turn in the lane lets the next one in, and needs the lease until its commit has landed.
 *
 * <p>It is asked for when the first writer comes and renewed while it is in use. A renewal is held by the granter until
 * somebody else wants the lease; then the node gives it back as soon as the writer that is in has left, and stands in
 * line again if more of its own wait.
 */
public final class NodeLease {

	private static final Logger logger = LoggerFactory.getLogger(NodeLease.class);

	/** How long a log that grants no leases is believed to go on so. */
	private static final Duration RECHECK = Duration.ofMinutes(1);

	private static final Acquired CLOSED = new Acquired.Refused("the node is closed");

	private final Seat seat;

	private final Leases granter;

	private final World world;

	private final Line line = new Line();

	private @Nullable Admission inside;

	/** Those who have let the next one in, and whose transactions have not ended. */
	private final Set<Admission> behind = new HashSet<>();

	private @Nullable Holding holding;

	private boolean asking;

	private boolean withoutLeases;

	private boolean saidWithout;

	private @Nullable String otherHolder;

	private boolean closed;

	public NodeLease(Seat seat, Leases granter, World world) {
		this.seat = seat;
		this.granter = granter;
		this.world = world;
	}

	// -- writers

	/**
	 * Waits to be let in.
	 * @param atMost how long the writer is going to wait
	 * @return completes with what the writer closes when it has ended, or exceptionally with a
	 * {@link NotAdmittedException}; cancelling it leaves the queue
	 */
	public CompletableFuture<Admission> enter(Duration atMost) {
		CompletableFuture<Admission> entered = new CompletableFuture<>();
		synchronized (this) {
			if (this.closed) {
				return CompletableFuture.failedFuture(new NotAdmittedException(CLOSED));
			}
			this.line.add(new Line.Waiter(entered, now() + atMost.toNanos()));
		}
		advance();
		return entered;
	}

	/** How many wait. */
	public synchronized int waiting() {
		return this.line.length();
	}

	/** Whether this node holds the lease, as far as its clock can tell. */
	public synchronized boolean isHeld() {
		return this.holding != null && this.holding.isGood(now());
	}

	/** Whether what is waited for is the lease, and not another writer of this node. */
	public synchronized boolean isElsewhere() {
		return isUnused() && this.holding == null && !this.withoutLeases;
	}

	/** Whether an answer of the granter's is going to come. */
	public synchronized boolean isAsking() {
		return this.inside == null && this.asking;
	}

	/** Who held the lease when that was told last, as the end of a sentence. */
	public synchronized String describeHolder() {
		return (this.otherHolder != null) ? this.otherHolder : "the primary has not told who holds the lease";
	}

	void passedOn(Admission admission) {
		synchronized (this) {
			if (this.inside != admission) {
				return;
			}
			leave(admission);
			this.behind.add(admission);
		}
		advance();
	}

	void left(Admission admission) {
		synchronized (this) {
			if (this.inside == admission) {
				leave(admission);
			}
			else if (!this.behind.remove(admission)) {
				return;
			}
		}
		advance();
	}

	private void leave(Admission admission) {
		this.inside = null;
		Holding held = this.holding;
		if (held != null && admission.holding() == held) {
			held.use(now());
		}
	}

	/** Whether no writer needs the lease. */
	private boolean isUnused() {
		return this.inside == null && this.behind.isEmpty();
	}

	/** Whether it is held, as far as this node's clock can tell. */
	synchronized boolean isGood(Holding held) {
		return this.holding == held && held.isGood(now());
	}

	void lost(Holding held) {
		List<Runnable> deeds = new ArrayList<>();
		synchronized (this) {
			if (this.holding == held) {
				giveBack(held, deeds);
			}
		}
		deeds.forEach(Runnable::run);
	}

	// -- letting in

	/** Does what is to be done next, as far as it can be done without waiting. */
	private void advance() {
		List<Runnable> deeds = new ArrayList<>();
		synchronized (this) {
			if (this.inside == null && !this.closed) {
				next(deeds);
			}
		}
		deeds.forEach(Runnable::run);
	}

	private void next(List<Runnable> deeds) {
		Holding held = this.holding;
		boolean idle = this.line.isEmpty();
		if (idle && held != null && held.isWanted()) {
			if (isUnused()) {
				giveBack(held, deeds);
			}
		}
		else if (!idle && this.withoutLeases) {
			admit(null, deeds);
		}
		else if (!idle && held != null && held.admits(now())) {
			held.use(now());
			admit(held, deeds);
		}
		else if (!idle && !this.asking && isUnused()) {
			drop();
			this.asking = true;
			deeds.add(this::ask);
		}
	}

	private void admit(@Nullable Holding held, List<Runnable> deeds) {
		Line.Waiter waiter = this.line.next();
		Admission admission = new Admission(this, held);
		this.inside = admission;
		deeds.add(() -> {
			if (!waiter.entered().complete(admission)) {
				admission.close();
			}
		});
	}

	private void giveBack(Holding held, List<Runnable> deeds) {
		drop();
		deeds.add(() -> release(held.fence()));
	}

	/** The granter takes it back by itself, a while later, if this does not reach it. */
	private CompletionStage<?> release(Fence fence) {
		try {
			return this.granter.release(this.seat.origin(), fence);
		}
		catch (RuntimeException ex) {
			logger.debug("Database '{}': the lease could not be given back", this.seat.name(), ex);
			return CompletableFuture.completedStage(null);
		}
	}

	private void drop() {
		if (this.holding != null) {
			this.holding.end();
			this.holding = null;
		}
	}

	// -- asking for it

	/** Also gives up what this node held before. */
	private void ask() {
		long asked = now();
		Duration hold = longestWait(asked);
		acquire(Fence.NONE, hold).thenAccept((answer) -> answered(answer, asked, now() - asked >= hold.toNanos()));
	}

	/** For as long as the first writer waits: then it wants to know why in vain. */
	private synchronized Duration longestWait(long now) {
		return this.line.patience(now);
	}

	/** Completes normally in every case. */
	CompletableFuture<Acquired> acquire(Fence fence, Duration hold) {
		try {
			return this.granter.acquire(this.seat.question(fence, hold))
				.toCompletableFuture()
				.exceptionally((failure) -> new Acquired.Unreachable(failure.toString()));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.completedFuture(new Acquired.Unreachable(ex.toString()));
		}
	}

	private void answered(Acquired answer, long asked, boolean heldToTheEnd) {
		List<Runnable> deeds = new ArrayList<>();
		synchronized (this) {
			this.asking = false;
			if (answer instanceof Acquired.Granted granted) {
				take(new Holding(granted, asked), deeds);
			}
			else if (answer instanceof Acquired.Unsupported) {
				goWithout();
			}
			else if (answer instanceof Acquired.Busy busy) {
				waitOn(busy, heldToTheEnd, deeds);
			}
			else {
				turnAway(this.line.takeAll(), answer, deeds);
			}
		}
		advance();
		deeds.forEach(Runnable::run);
	}

	/** An answer that came after its time grants nothing. */
	private void take(Holding granted, List<Runnable> deeds) {
		if (this.closed || !granted.isGood(now())) {
			deeds.add(() -> release(granted.fence()));
			return;
		}
		this.holding = granted;
		this.otherHolder = null;
		deeds.add(new Keeping(this, granted, this.world)::begin);
	}

	private void goWithout() {
		this.withoutLeases = true;
		this.world.tasks().after(RECHECK, this::recheck);
		if (!this.saidWithout) {
			this.saidWithout = true;
			logger.warn("Database '{}': the primary grants no leases. Commits are sent as they come: of two nodes that write"
					+ " at once, one meets a conflict (SQLState 40001) and has to run its transaction again.",
					this.seat.name());
		}
	}

	private synchronized void recheck() {
		this.withoutLeases = false;
	}

	/** Whose time is over is told who had it; the others stand in line again. */
	private void waitOn(Acquired.Busy busy, boolean heldToTheEnd, List<Runnable> deeds) {
		this.otherHolder = busy.holder();
		turnAway(this.line.takeLate(now()), busy, deeds);
		if (!this.line.isEmpty() && !heldToTheEnd) {
			this.asking = true;
			this.world.tasks().after(busy.retryAfter(), this::askAgain);
		}
	}

	private void askAgain() {
		synchronized (this) {
			this.asking = false;
		}
		advance();
	}

	private static void turnAway(List<Line.Waiter> writers, Acquired answer, List<Runnable> deeds) {
		deeds.add(() -> writers
			.forEach((waiter) -> waiter.entered().completeExceptionally(new NotAdmittedException(answer))));
	}

	// -- keeping it

	synchronized boolean isCurrent(Holding held) {
		return this.holding == held;
	}

	synchronized boolean isWanted(Holding held) {
		return held.isWanted();
	}

	synchronized void later(Holding held, Duration delay, Runnable task) {
		if (this.holding == held) {
			held.next(this.world.tasks().after(delay, task));
		}
	}

	/** @return whether it is to be kept further */
	boolean renewed(Holding held, long asked, Acquired answer) {
		List<Runnable> deeds = new ArrayList<>();
		boolean goesOn;
		synchronized (this) {
			if (this.holding == held) {
				take(held, asked, answer, deeds);
			}
			goesOn = this.holding == held;
		}
		deeds.forEach(Runnable::run);
		return goesOn;
	}

	private void take(Holding held, long asked, Acquired answer, List<Runnable> deeds) {
		boolean unused = isUnused();
		if (answer instanceof Acquired.Granted granted) {
			held.keep(granted, asked);
			if (unused && (held.isWanted() || held.isIdle(now()))) {
				giveBack(held, deeds);
			}
		}
		else if (answer instanceof Acquired.Fenced || (unused && !held.isGood(now()))) {
			drop();
		}
	}

	// -- the end

	/**
	 * Turns away who waits and gives back what is held.
	 * @return completes when the granter knows, or is known not to
	 */
	public CompletionStage<?> close() {
		List<Runnable> deeds = new ArrayList<>();
		boolean known;
		synchronized (this) {
			this.closed = true;
			known = this.asking || this.holding != null;
			drop();
			turnAway(this.line.takeAll(), CLOSED, deeds);
		}
		deeds.forEach(Runnable::run);
		return known ? release(Fence.NONE) : CompletableFuture.completedStage(null);
	}

	private long now() {
		return this.world.time().nanos();
	}

}
