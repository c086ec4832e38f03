package dev.frameline.replica;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Divergence;
import dev.frameline.log.Leases;
import dev.frameline.wal.Spool;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that follows a primary, step by step. Somebody else says when; one step runs at a time, and those asked for
 * meanwhile are answered by one further step.
 */
public final class Replica {

	private static final Logger logger = LoggerFactory.getLogger(Replica.class);

	/** How soon frames that the primary is sending already are here. */
	private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

	private final ReplicaSettings settings;

	private final World world;

	private final Upstream upstream;

	private final Opener opener;

	private final Intake intake;

	private final Bootstrap bootstrap;

	private final ReplicaLog log;

	private final ReplicaLeases leases;

	private volatile @Nullable Copy copy;

	private FollowState state = FollowState.UNKNOWN;

	private @Nullable Step running;

	private @Nullable CompletableFuture<FollowState> next;

	private Duration nextHold = Duration.ZERO;

	private boolean closed;

	/** Whether a log without identity has shown, since it was last reached, that it is the one that was followed before. */
	private volatile boolean recognized;

	/** Opens the copy that is in place. */
	@FunctionalInterface
	public interface Opener {

		Copy open() throws IOException, SQLException;

	}

	/** @param opener is asked once there is a copy, and again never after it has answered */
	public Replica(ReplicaSettings settings, World world, Upstream upstream, Opener opener) throws IOException {
		this.settings = settings;
		this.world = world;
		this.upstream = upstream;
		this.opener = opener;
		Path path = settings.path().toAbsolutePath();
		world.disk().createDirectories(path.getParent());
		this.intake = new Intake(new Spool(world.disk(), path.resolveSibling(path.getFileName() + "-spool")),
				new Spool(world.disk(), path.resolveSibling(path.getFileName() + "-changes")));
		this.bootstrap = new Bootstrap(settings.name(), path, world, upstream);
		this.log = new ReplicaLog(settings.name(), this, upstream, world);
		this.bootstrap.discard();
		this.leases = new ReplicaLeases(settings.name(), this, upstream);
	}

	/**
	 * Opens the copy if there is one.
	 * @return whether there is
	 */
	public boolean openCopy() throws IOException, SQLException {
		synchronized (this.opener) {
			if (this.copy == null && LocalDatabase.isInstalled(this.settings.path(), this.world)) {
				this.copy = this.opener.open();
			}
			return this.copy != null;
		}
	}

	/** The copy; {@code null} before there is one. */
	public @Nullable Copy copy() {
		return this.copy;
	}

	/** The log for this node's own writers: the primary's, which is not asked while the histories differ. */
	public CommitLog log() {
		return this.log;
	}

	/** The lease for this node's own writers: the primary's, which is not asked while the histories differ. */
	public Leases leases() {
		return this.leases;
	}

	/**
	 * Settles, fetches a base if there is no copy, pulls what the primary had when it answered first, and applies it.
	 * A step asked for while another one runs begins after it; if it is to be held shorter, a pull that is held now is
	 * given up.
	 * @param hold how long the first pull may be held
	 * @return completes with the state afterwards, also when the step failed: {@link FollowState#lastError()} says why
	 */
	public CompletionStage<FollowState> step(Duration hold) {
		Step begun;
		synchronized (this) {
			if (this.closed) {
				return CompletableFuture.failedStage(new FramelineException(
						"Database '" + this.settings.name() + "': the node is closed and follows no longer"));
			}
			Step current = this.running;
			if (current != null) {
				return enqueue(current, hold);
			}
			begun = begin(hold);
		}
		this.world.tasks().execute(begun::run);
		return begun.done().thenApply((ended) -> state());
	}

	private CompletionStage<FollowState> enqueue(Step current, Duration hold) {
		CompletableFuture<FollowState> waiting = this.next;
		if (waiting == null) {
			waiting = new CompletableFuture<>();
			this.next = waiting;
			this.nextHold = hold;
		}
		else if (hold.compareTo(this.nextHold) < 0) {
			this.nextHold = hold;
		}
		if (hold.compareTo(current.hold()) < 0) {
			this.world.tasks().execute(current::giveUpHolding);
		}
		return waiting;
	}

	private Step begin(Duration hold) {
		Step step = new Step(this, this.settings, this.world, this.upstream, this.intake, this.bootstrap, hold);
		this.running = step;
		step.done().whenComplete((done, failure) -> ended());
		return step;
	}

	private void ended() {
		CompletableFuture<FollowState> waiting;
		Step following = null;
		synchronized (this) {
			waiting = this.next;
			this.next = null;
			this.running = null;
			if (waiting != null && !this.closed) {
				following = begin(this.nextHold);
			}
		}
		if (following != null) {
			CompletableFuture<FollowState> answer = waiting;
			following.done().whenComplete((done, failure) -> answer.complete(state()));
			this.world.tasks().execute(following::run);
		}
		else if (waiting != null) {
			waiting.complete(state());
		}
	}

	/**
	 * Follows until this node has reached a position, as before a write or after a conflict. What a step that is under way
	 * is about to bring is waited for a moment before it is asked for.
	 * @return completes with {@code target}; fails if a step fails, or if the primary has nothing more and the position is
	 * not reached
	 */
	public CompletionStage<Position> catchUp(Position target) {
		CompletableFuture<Position> reached = new CompletableFuture<>();
		Copy copy = this.copy;
		if (copy == null || !isFollowing()) {
			catchUp(target, reached);
			return reached;
		}
		Runnable late = this.world.tasks().after(ON_ITS_WAY, () -> catchUp(target, reached));
		copy.database().await(target).thenAccept(reached::complete);
		reached.whenComplete((position, failure) -> late.run());
		return reached;
	}

	private void catchUp(Position target, CompletableFuture<Position> reached) {
		if (hasReached(target)) {
			reached.complete(target);
			return;
		}
		step(Duration.ZERO).whenCompleteAsync((state, failure) -> {
			FollowState.Sync sync = (state != null) ? state.lastSync() : null;
			boolean progress = sync != null && sync.outcome() == FollowState.Outcome.SYNCED;
			if (progress || hasReached(target)) {
				catchUp(target, reached);
			}
			else {
				reached.completeExceptionally(new FramelineException("Database '" + this.settings.name()
						+ "': could not catch up with " + target + ": "
						+ ((failure != null) ? failure.getMessage() : describe(state))));
			}
		}, this.world.tasks());
	}

	private boolean hasReached(Position target) {
		Copy copy = this.copy;
		return copy != null && !target.isAfter(copy.database().position().position());
	}

	private static String describe(FollowState state) {
		return (state.lastError() != null) ? state.lastError() : "the primary has nothing more";
	}

	/** Whether a step is under way: the primary is being asked, or holds a question. */
	public synchronized boolean isFollowing() {
		return this.running != null;
	}

	/** When following last went forward, or this was made, in nanoseconds of the monotonic clock. */
	public long movedAt() {
		return this.bootstrap.progress().movedAt();
	}

	/** What this node knows. A commit that is not settled is an error until it is. */
	public FollowState state() {
		FollowState now;
		synchronized (this) {
			now = this.state;
		}
		FollowState.Sync sync = now.lastSync();
		if (sync != null && sync.outcome() == FollowState.Outcome.BOOTSTRAPPING) {
			now = now.ended(this.bootstrap.progress().in(sync));
		}
		Copy copy = this.copy;
		Unsettled unsettled = (copy != null) ? copy.database().tentative().unsettled() : null;
		if (copy == null || unsettled == null || copy.database().tentative().isInFlight()) {
			return now;
		}
		String id = unsettled.id().toString();
		String open = "commit " + id + " was not answered and is not settled yet";
		String error = now.lastError();
		if (error == null) {
			return now.withError("Database '" + this.settings.name() + "': " + open);
		}
		return error.contains(id) ? now : now.withError(error + "; " + open);
	}

	/** Why this node must not write, or {@code null}. */
	public @Nullable String refusal() {
		Divergence diverged = state().diverged();
		return (diverged != null) ? describe(diverged) : null;
	}

	String describe(Divergence divergence) {
		return "Database '" + this.settings.name() + "': this node's history is not the primary's: "
				+ divergence.reason() + ". Here " + divergence.theirMark() + " of " + divergence.theirs() + ", there "
				+ divergence.ourMark() + " of " + divergence.ours() + ". Reads go on, writes are refused. Set"
				+ " frameline.sync.on-divergence=rebootstrap to set this file aside and fetch a new base, or restore the"
				+ " primary that this node followed.";
	}

	void diverged(Divergence divergence) {
		boolean news = state().diverged() == null;
		update((state) -> state.answered().withDiverged(divergence).withError(describe(divergence)));
		if (news) {
			logger.error(describe(divergence));
		}
	}

	boolean isRecognized() {
		return this.recognized;
	}

	/** @param recognized {@code false} when it could not be reached: who knows what is there next */
	void recognized(boolean recognized) {
		this.recognized = recognized;
	}

	void failed(boolean reachable, String error) {
		String sentence = "Database '" + this.settings.name() + "': "
				+ FramelineException.withoutName(this.settings.name(), error);
		update((state) -> state.failed(reachable, sentence));
		logger.debug(sentence);
	}

	synchronized void update(UnaryOperator<FollowState> change) {
		this.state = change.apply(this.state);
	}

	/**
	 * Gives up what is held and ends following.
	 * @return completes when nothing runs any more; then the copy may be closed, which is its opener's to do
	 */
	public CompletionStage<?> stop() {
		Step current;
		synchronized (this) {
			this.closed = true;
			current = this.running;
		}
		if (current != null) {
			current.stop();
		}
		this.bootstrap.stop();
		CompletionStage<?> ended = (current != null) ? current.done() : CompletableFuture.completedStage(null);
		return ended.thenRun(this::removeFiles);
	}

	private void removeFiles() {
		try (this.intake) {
			this.bootstrap.discard();
		}
		catch (IOException ex) {
			logger.warn("Database '{}': could not remove its temporary files", this.settings.name(), ex);
		}
	}

}
