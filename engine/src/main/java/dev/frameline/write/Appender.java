package dev.frameline.write;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Position;
import dev.frameline.database.Hidden;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.lease.Admission;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.GenerationStart;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tentative commits to the log, in order and as many at a time as wait.
 *
 * <p>There is no thread for it. The first commit that finds nobody at it leads: it takes all that wait, itself among
 * them, asks the log to accept them as one append, and shows or takes back what came of it. What was committed meanwhile
 * is the next append, and its first commit leads that. So one that is alone pays no change of threads, and of many each
 * pays a part of one force or one request.
 *
 * <p>Each commit builds on the one before. When the log refuses an append, all that is tentative is taken back, with
 * the transaction that is open on top of it; nobody saw any of it. When nobody can tell, the append stays tentative and
 * what came after it is taken back.
 */
final class Appender {

	private static final Logger logger = LoggerFactory.getLogger(Appender.class);

	/** Bytes of frames from which on a commit waits for the next append. */
	private static final long LARGEST_GROUP = 1 << 20;

	private final LocalDatabase database;

	private final CommitLog log;

	private final World world;

	private final LoggedWritePath.Limits limits;

	private final Refusals refusals;

	private final FileCalls onFile;

	private final Deque<Commit> waiting = new ArrayDeque<>();

	private long serial;

	private int count;

	private long bytes;

	private boolean led;

	private boolean failing;

	private @Nullable LoggedTransaction open;

	/** The last one that is tentative. */
	private @Nullable Commit newest;

	private volatile @Nullable Position conflict;

	Appender(LocalDatabase database, CommitLog log, World world, LoggedWritePath.Limits limits) {
		this.database = database;
		this.log = log;
		this.world = world;
		this.limits = limits;
		this.refusals = new Refusals(database.name());
		this.onFile = new FileCalls(database.name());
	}

	/** Where the log was when it refused last; {@code null} if it never has. */
	@Nullable Position conflict() {
		return this.conflict;
	}

	// -- in the lane

	/** Whether one more commit may be made tentative. */
	synchronized boolean hasRoom() {
		return !this.failing && (this.count == 0
				|| (this.count < this.limits.maxInFlight() && this.bytes < this.limits.maxInFlightSize()));
	}

	/**
	 * Begins a transaction at the tip.
	 * @param transaction is rolled back if what it builds on is taken back
	 * @return whether it has begun; otherwise that is happening just now, and the lane has to be left
	 */
	synchronized boolean begin(Lane.Turn turn, LoggedTransaction transaction) throws SQLException {
		if (this.failing || this.database.tentative().isUnsettled()) {
			return false;
		}
		transaction.begunOnVisible(this.onFile.get(() -> this.database.begin(turn)));
		this.open = transaction;
		return true;
	}

	/** The transaction has ended without a commit. */
	synchronized void ended(LoggedTransaction transaction) {
		if (this.open == transaction) {
			this.open = null;
		}
	}

	/**
	 * Takes over what was committed in this turn.
	 * @throws SQLException 54000 if it is larger than a transaction may be; it is taken back then
	 */
	Commit submit(Lane.Turn turn, Hidden hidden, Admission admission) throws SQLException {
		long bytes = hidden.frames().bytes();
		if (bytes > this.limits.maxTransactionSize()) {
			this.onFile.run(() -> this.database.tentative().discardLast(turn, hidden));
			throw this.refusals.tooLarge(bytes, this.limits.maxTransactionSize());
		}
		synchronized (this) {
			CommitId id = new CommitId(this.database.origin(), ++this.serial);
			Commit commit = new Commit(new Tentative(id, admission.fence(), hidden), admission);
			this.open = null;
			this.database.tentative().inFlight(turn);
			this.waiting.add(commit);
			this.newest = commit;
			this.count++;
			this.bytes += bytes;
			if (!this.led) {
				this.led = true;
				commit.lead();
			}
			return commit;
		}
	}

	/** The last commit that a transaction that ends just now may have read; {@code null} if nothing is tentative. */
	synchronized @Nullable Commit newest() {
		return this.newest;
	}

	// -- by those who have committed

	/**
	 * Returns when a commit is visible that a transaction has read, which has changed nothing itself.
	 * @throws java.sql.SQLTransactionRollbackException 40001 if it was taken back, or nobody can tell
	 */
	void awaitRead(@Nullable Commit read) throws SQLException {
		try {
			if (read == null || this.world.waiting().await(read.over())) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		throw this.refusals.notAccepted(read.id());
	}

	/** Returns when the commit is visible; it may have to lead until then. */
	void await(Commit commit) throws SQLException {
		boolean interrupted = false;
		try {
			while (!commit.isTold()) {
				try {
					this.world.waiting().await(commit.told());
				}
				catch (InterruptedException ex) {
					interrupted = true;
					if (leave(commit)) {
						throw this.refusals.unknown(commit.id(), "interrupted while waiting for the answer");
					}
				}
			}
			if (commit.leads()) {
				lead();
			}
			commit.result();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Whether it has left before it was told anything; its commit goes on without it. */
	private synchronized boolean leave(Commit commit) {
		return commit.leave();
	}

	/** The next append begins before anybody learns how this one has ended: to wake threads takes a while. */
	private void lead() {
		boolean passedOn;
		do {
			List<Commit> ended = new ArrayList<>();
			append(next(), ended);
			passedOn = passOn();
			ended.forEach(Commit::tell);
		}
		while (!passedOn);
	}

	private synchronized List<Commit> next() {
		List<Commit> group = new ArrayList<>();
		long bytes = 0;
		do {
			Commit commit = this.waiting.remove();
			bytes += commit.bytes();
			group.add(commit);
		}
		while (!this.waiting.isEmpty() && this.waiting.element().fence().equals(group.get(0).fence())
				&& bytes + this.waiting.element().bytes() <= LARGEST_GROUP);
		return group;
	}

	/** @return whether somebody else leads from here, or nobody has to */
	private boolean passOn() {
		boolean passedOn = false;
		synchronized (this) {
			for (Commit commit : this.waiting) {
				passedOn = passedOn || commit.lead();
			}
			if (this.waiting.isEmpty()) {
				this.led = false;
				this.database.tentative().landed();
				passedOn = true;
			}
		}
		this.database.lane().proceed();
		return passedOn;
	}

	// -- the conversation with the log

	private void append(List<Commit> group, List<Commit> ended) {
		Commit last = group.get(group.size() - 1);
		try {
			Appending appending = prepare(group);
			Appended answer = appending.run();
			if (answer instanceof Appended.Rolled rolled) {
				appending = cross(group, rolled.next());
				answer = appending.run();
			}
			end(group, appending, answer, ended);
		}
		catch (SQLException ex) {
			takeBack(group, () -> Refusals.again(ex), ended);
		}
		catch (RuntimeException | Error ex) {
			this.database.stop("commits up to " + last.id() + " could not be taken to the log", ex);
			leave(group, (commit) -> this.refusals.unknown(commit.id(), String.valueOf(ex)), ended);
		}
	}

	private Appending prepare(List<Commit> group) throws SQLException {
		Commit last = group.get(group.size() - 1);
		return this.onFile.get(() -> {
			this.database.tentative().sending(last.id(), last.hidden());
			return appending(group);
		});
	}

	/** The commits stay tentative and begin at frame 0 of the next generation, which is the same state. */
	private Appending cross(List<Commit> group, GenerationStart next) throws SQLException {
		Lineage lineage = Objects.requireNonNull(this.database.identity().lineage());
		return this.onFile.get(() -> {
			this.database.tentative().cross(next.identity(lineage));
			return appending(group);
		});
	}

	private Appending appending(List<Commit> group) throws IOException {
		Commit last = group.get(group.size() - 1);
		return Appending.of(this.database, this.log, last.tentative(),
				group.get(0).hidden().framesTo(last.hidden()), group.size() > 1, this.world, this.limits.timeout());
	}

	private void end(List<Commit> group, Appending appending, Appended answer, List<Commit> ended) {
		if (answer instanceof Appended.Accepted accepted) {
			publish(group, appending, accepted, ended);
		}
		else if (answer instanceof Appended.Unknown unknown) {
			CommitId last = group.get(group.size() - 1).id();
			logger.warn("Database '{}': commit {} was sent and not answered: {}. It stays hidden until it is settled.",
					this.database.name(), last, this.refusals.plain(unknown.reason()));
			leave(group, (commit) -> this.refusals.unknown(commit.id(), unknown.reason()), ended);
		}
		else {
			if (answer instanceof Appended.Conflict conflict) {
				this.conflict = conflict.newest().position();
			}
			if (answer instanceof Appended.Conflict || answer instanceof Appended.Fenced) {
				group.get(0).admission().lost();
			}
			takeBack(group, () -> this.refusals.of(answer), ended);
		}
	}

	private void publish(List<Commit> group, Appending appending, Appended.Accepted accepted, List<Commit> ended) {
		if (!accepted.end().position().equals(appending.end().position()) || accepted.end().contradicts(appending.end())) {
			FramelineException defect = new FramelineException("Database '" + this.database.name()
					+ "': expected the log to stand at " + appending.end() + ", it says " + accepted.end());
			this.database.stop("the log has accepted a commit at another place than it was made for", defect);
			leave(group, (commit) -> this.refusals.misplaced(defect), ended);
			return;
		}
		try {
			this.database.tentative().publish(group.get(group.size() - 1).hidden(), appending.end());
		}
		catch (IOException | SQLException | FramelineException ex) {
			leave(group, (commit) -> this.refusals.notShown(appending.end(), ex), ended);
			return;
		}
		end(group, (commit) -> null, ended);
	}

	/** Takes back all that is tentative, the group with it. */
	private void takeBack(List<Commit> group, Supplier<SQLException> failure, List<Commit> ended) {
		fail(group, (commit) -> failure.get(), failure, this.database.tentative()::discard, ended);
	}

	/** Takes back what came after the group, which stays as it is. */
	private void leave(List<Commit> group, Failure failure, List<Commit> ended) {
		Hidden last = group.get(group.size() - 1).hidden();
		fail(group, failure, () -> this.refusals.unsettled(this.database.tentative().unsettled(), null),
				() -> this.database.tentative().discardAfter(last), ended);
	}

	/** Nobody begins meanwhile; who has begun is told, and who has committed since. */
	private void fail(List<Commit> group, Failure failure, Supplier<SQLException> others, FileCalls.Action back,
			List<Commit> ended) {
		LoggedTransaction above;
		synchronized (this) {
			this.failing = true;
			above = this.open;
		}
		if (above != null) {
			above.rollBackBecause(others);
		}
		List<Commit> after;
		synchronized (this) {
			after = new ArrayList<>(this.waiting);
			this.waiting.clear();
		}
		try {
			this.onFile.run(back);
		}
		catch (SQLException | RuntimeException ex) {
			logger.error("Database '{}': what the log has not accepted could not be taken back", this.database.name(), ex);
		}
		synchronized (this) {
			this.failing = false;
		}
		end(group, failure, ended);
		end(after, (commit) -> others.get(), ended);
	}

	/** @param ended collects those who are to be told */
	private void end(List<Commit> commits, Failure failure, List<Commit> ended) {
		synchronized (this) {
			this.count -= commits.size();
			for (Commit commit : commits) {
				this.bytes -= commit.bytes();
				commit.end(failure.of(commit));
				this.newest = (this.newest == commit) ? null : this.newest;
			}
		}
		ended.addAll(commits);
	}

	/** What is told of a commit. */
	@FunctionalInterface
	private interface Failure {

		@Nullable SQLException of(Commit commit);

	}

}
