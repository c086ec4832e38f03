package dev.frameline.primary;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.log.Acquired;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the lease is granted: to one at a time, in the order of asking, to this node's own writers like to all others.
 *
 * <p>A holder keeps it until somebody else asks. Then it is told so, by the answer to the renewal that is held for it,
 * and gives it back after its transaction; if it does not, it loses it when its time is over. That is decided here, on
 * the monotonic clock, and only when somebody waits: nothing is taken from a holder who is merely late.
 *
 * <p>What is done under a grant is done before the next one begins, so that a grant's newest position holds for as long
 * as the grant does.
 */
final class LeaseDesk {

	private static final Logger logger = LoggerFactory.getLogger(LeaseDesk.class);

	private final String name;

	private final long incarnation;

	private final Supplier<Mark> newest;

	private final World world;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private long counter;

	private @Nullable Grant current;

	private boolean released;

	private Runnable alarm = () -> {
	};

	/**
	 * @param name the database's
	 * @param incarnation durable, and never used before
	 * @param newest where the log ends
	 */
	LeaseDesk(String name, long incarnation, Supplier<Mark> newest, World world) {
		this.name = name;
		this.incarnation = incarnation;
		this.newest = newest;
		this.world = world;
	}

	/** The fence of the newest grant; before the first one, the one before it. */
	synchronized Fence fence() {
		return new Fence(this.incarnation, this.counter);
	}

	/** The origin of who holds the lease; {@code null} if nobody does. */
	synchronized @Nullable UUID holder() {
		return (this.current != null && !this.current.isGivenUp()) ? this.current.holder().origin() : null;
	}

	/** Who holds the lease, as the end of a sentence; {@code null} if nobody does. */
	synchronized @Nullable String describeHolder() {
		if (this.current == null || this.current.isGivenUp()) {
			return null;
		}
		int others = waiting();
		return this.current.describe(now()) + ((others > 1) ? ", and " + others + " wait for it" : "");
	}

	/** How many wait. */
	synchronized int waiting() {
		this.waiters.removeIf(Waiter::isAnswered);
		return this.waiters.size();
	}

	// -- asking

	/**
	 * Asks for the lease. What the asker held is given up, and it waits at the end of the queue.
	 * @return {@link Acquired.Granted}, or {@link Acquired.Busy} after {@code hold}; cancelling it leaves the queue
	 */
	CompletableFuture<Acquired> ask(Asker asker, Duration hold) {
		Waiter waiter = new Waiter(asker, now());
		List<Runnable> answers = new ArrayList<>();
		boolean held;
		synchronized (this) {
			withdraw(asker.origin(), answers);
			this.waiters.add(waiter);
			held = hold.compareTo(Duration.ZERO) > 0 && (asker.own() || !this.released);
		}
		answers.forEach(Runnable::run);
		passOn();
		if (!held) {
			giveUp(waiter);
		}
		else if (!waiter.isAnswered()) {
			Runnable deadline = this.world.tasks().after(hold, () -> giveUp(waiter));
			waiter.answer.whenComplete((answer, failure) -> deadline.run());
		}
		return waiter.answer;
	}

	private void giveUp(Waiter waiter) {
		if (!waiter.isAnswered()) {
			waiter.answer.complete(new Acquired.Busy(describeHolder(), Turns.RETRY_AFTER));
		}
	}

	/** What this origin has asked for, and was granted, before is void. */
	private void withdraw(UUID origin, List<Runnable> answers) {
		for (Waiter waiter : this.waiters) {
			if (waiter.asker.origin().equals(origin)) {
				answers.add(() -> giveUp(waiter));
			}
		}
		this.waiters.removeIf((waiter) -> waiter.asker.origin().equals(origin));
		if (this.current != null && this.current.holder().origin().equals(origin)) {
			this.current.giveUp();
		}
	}

	// -- keeping

	/**
	 * Keeps the lease, and holds the answer until somebody else wants it.
	 * @param own whether the holder is in this process
	 * @return {@link Acquired.Granted}, or {@link Acquired.Fenced} if it is no longer held
	 */
	CompletableFuture<Acquired> renew(Claim claim, Duration hold, boolean own) {
		CompletableFuture<Acquired> question = new CompletableFuture<>();
		CompletableFuture<Acquired> before;
		boolean held;
		synchronized (this) {
			Grant grant = this.current;
			if (grant == null || !grant.is(claim)) {
				question.complete(new Acquired.Fenced(fence()));
				return question;
			}
			grant.renew(now());
			before = grant.keep(question);
			held = !hold.isZero() && waiting() == 0 && (own || !this.released);
		}
		answer(claim, before);
		if (held) {
			Runnable deadline = this.world.tasks().after(hold, () -> answer(claim, question));
			question.whenComplete((answer, failure) -> deadline.run());
		}
		else {
			answer(claim, question);
		}
		return question;
	}

	private void answer(Claim claim, @Nullable CompletableFuture<Acquired> question) {
		if (question != null && !question.isDone()) {
			question.complete(kept(claim));
		}
	}

	/** Good from when the question came: only that proves that the holder is alive. */
	private synchronized Acquired kept(Claim claim) {
		Grant grant = this.current;
		if (grant == null || !grant.is(claim)) {
			return new Acquired.Fenced(fence());
		}
		return new Acquired.Granted(claim.fence(), Duration.ZERO, grant.holder().duration(), this.newest.get(),
				waiting() > 0);
	}

	// -- giving back

	/**
	 * Gives the lease back, if that is what is held. With {@link Fence#NONE} whatever its origin holds, which then leaves
	 * the queue too.
	 */
	void release(Claim claim) {
		List<Runnable> answers = new ArrayList<>();
		synchronized (this) {
			if (claim.fence().equals(Fence.NONE)) {
				withdraw(claim.origin(), answers);
			}
			else if (this.current != null && this.current.is(claim)) {
				this.current.giveUp();
			}
		}
		answers.forEach(Runnable::run);
		passOn();
	}

	/** Answers everybody else's questions now, and holds none of them from now on. */
	void releaseHeld() {
		List<Waiter> waiting;
		Grant grant;
		synchronized (this) {
			this.released = true;
			waiting = new ArrayList<>(this.waiters);
			grant = this.current;
		}
		waiting.stream().filter((waiter) -> !waiter.asker.own()).forEach(this::giveUp);
		if (grant != null && !grant.holder().own()) {
			answerHeld(grant);
		}
	}

	private void answerHeld(Grant grant) {
		CompletableFuture<Acquired> question;
		synchronized (this) {
			question = grant.keep(null);
		}
		answer(new Claim(grant.holder().origin(), grant.fence()), question);
	}

	// -- working under it

	/**
	 * Does what only the holder of the lease may do; until that is done, nobody else gets it.
	 * @param fenced the answer to who does not hold it
	 */
	<T> CompletionStage<T> under(Claim claim, Callable<CompletionStage<T>> work, Function<Fence, T> fenced) {
		synchronized (this) {
			if (this.current == null || !this.current.is(claim)) {
				return CompletableFuture.completedStage(fenced.apply(fence()));
			}
			this.current.begin();
		}
		try {
			return work.call().whenComplete((done, failure) -> end());
		}
		catch (Exception | Error ex) {
			end();
			return CompletableFuture.failedStage(ex);
		}
	}

	/** Of the current grant: it stays while something is being done under it. */
	private void end() {
		synchronized (this) {
			if (this.current != null) {
				this.current.end();
			}
		}
		passOn();
	}

	// -- passing it on

	private void passOn() {
		List<Runnable> answers = new ArrayList<>();
		synchronized (this) {
			boolean wanted = waiting() > 0;
			endCurrent(wanted, answers);
			if (wanted && this.current == null) {
				grant(answers);
				wanted = !this.waiters.isEmpty();
			}
			else if (wanted && !this.current.isGivenUp()) {
				Grant grant = this.current;
				answers.add(() -> answerHeld(grant));
			}
			watch(wanted);
		}
		answers.forEach(Runnable::run);
	}

	private void endCurrent(boolean wanted, List<Runnable> answers) {
		Grant grant = this.current;
		if (grant == null || !grant.mayEnd(wanted, now())) {
			return;
		}
		if (!grant.isGivenUp()) {
			logger.info("Database '{}': {} and has not given it back in time; it is passed on", this.name,
					grant.describe(now()));
			grant.giveUp();
		}
		this.current = null;
		answers.add(() -> answerHeld(grant));
	}

	private void grant(List<Runnable> answers) {
		Waiter next = this.waiters.remove();
		this.counter++;
		Grant grant = new Grant(next.asker, fence(), now());
		this.current = grant;
		Acquired.Granted granted = new Acquired.Granted(grant.fence(), Duration.ofNanos(now() - next.asked),
				next.asker.duration(), this.newest.get(), !this.waiters.isEmpty());
		answers.add(() -> {
			if (!next.answer.complete(granted)) {
				release(new Claim(next.asker.origin(), granted.fence()));
			}
		});
	}

	/** When the grant's time is over, whoever waits gets the lease; or when what is being done under it is done. */
	private void watch(boolean wanted) {
		this.alarm.run();
		Duration left = (this.current != null) ? this.current.left(now()) : Duration.ZERO;
		if (wanted && !left.isZero()) {
			this.alarm = this.world.tasks().after(left, this::passOn);
		}
	}

	private long now() {
		return this.world.time().nanos();
	}

	private static final class Waiter {

		private final Asker asker;

		private final long asked;

		private final CompletableFuture<Acquired> answer = new CompletableFuture<>();

		Waiter(Asker asker, long asked) {
			this.asker = asker;
			this.asked = asked;
		}

		boolean isAnswered() {
			return this.answer.isDone();
		}

	}

}
