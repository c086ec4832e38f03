package dev.frameline.replica;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Identity;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.log.Divergence;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceException;
import dev.frameline.replica.FollowState.Outcome;
import dev.frameline.signals.Signals.Direction;
import dev.frameline.signals.Signals.Operation;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * One step of following: settle, fetch a base if there is none, pull until what the first answer told is here, apply.
 * It is a chain of short tasks; no thread waits in it.
 */
final class Step {

	private final Replica replica;

	private final ReplicaSettings settings;

	private final World world;

	private final Upstream upstream;

	private final Intake intake;

	private final Bootstrap bootstrap;

	private final Duration hold;

	private final CompletableFuture<Outcome> done = new CompletableFuture<>();

	private volatile @Nullable AskedPull held;

	private volatile boolean givenUp;

	private volatile boolean stopped;

	private @Nullable Newest goal;

	private boolean settled;

	private boolean replaced;

	private boolean fetching;

	private long begun;

	private long heldNanos;

	private long frames;

	private long bytes;

	Step(Replica replica, ReplicaSettings settings, World world, Upstream upstream, Intake intake, Bootstrap bootstrap,
			Duration hold) {
		this.replica = replica;
		this.settings = settings;
		this.world = world;
		this.upstream = upstream;
		this.intake = intake;
		this.bootstrap = bootstrap;
		this.hold = hold;
	}

	/** Completes normally in every case. */
	CompletableFuture<Outcome> done() {
		return this.done;
	}

	Duration hold() {
		return this.hold;
	}

	/** Somebody cannot wait for as long as this step's pull is held: it ends as if nothing had come. */
	void giveUpHolding() {
		this.givenUp = true;
		AskedPull pull = this.held;
		if (pull != null) {
			pull.giveUp();
		}
	}

	/** Ends as soon as what is being done is done. */
	void stop() {
		this.stopped = true;
		giveUpHolding();
	}

	void run() {
		this.begun = this.world.time().nanos();
		go(() -> {
			if (this.replica.openCopy()) {
				then(settle(), this::begin);
			}
			else {
				bootstrap();
			}
		});
	}

	// -- settling

	private CompletionStage<Boolean> settle() {
		Copy copy = copy();
		return copy.database().tentative().isUnsettled() ? copy.settlement().settle() : CompletableFuture.completedStage(true);
	}

	/** Nothing is applied before all is settled, but a primary of another history can never settle it. */
	private void begin(boolean settled) throws IOException {
		this.settled = settled;
		pull((settled && !this.givenUp) ? this.hold : Duration.ZERO);
	}

	private void requireSettled() {
		Unsettled unsettled = database().tentative().unsettled();
		if (!this.settled && unsettled != null) {
			throw new FramelineException("commit " + unsettled.id() + " is not settled: the primary did not say what"
					+ " became of it");
		}
	}

	// -- pulling

	private void pull(Duration hold) throws IOException {
		if (this.stopped) {
			this.done.complete(Outcome.UP_TO_DATE);
			return;
		}
		LocalDatabase.Recorded here = database().recorded();
		if (here.identity().lineage() == null && !this.replica.isRecognized()) {
			then(database().lane().enter("recognition"), (turn) -> recognize(turn, hold));
			return;
		}
		Mark after = this.intake.after(here.position());
		// Collected frames are not thrown away for pages
		Spool room = after.equals(here.position()) ? this.intake.room() : null;
		Pull question = new Pull(here.identity().lineage(), after, this.settings.batchSize(), hold, room);
		long asked = this.world.time().nanos();
		AskedPull pull = new AskedPull(this.upstream.pull(question));
		if (!hold.isZero()) {
			this.held = pull;
			if (this.givenUp) {
				giveUpHolding();
			}
		}
		then(pull.answer(), (pulled) -> {
			this.held = null;
			if (!hold.isZero()) {
				this.heldNanos += this.world.time().nanos() - asked;
			}
			take(pulled, here, question.after());
		});
	}

	/** A log without identity is known again by the frame that it had where this node is. */
	private void recognize(Lane.Turn turn, Duration hold) throws IOException {
		byte[] last;
		Mark here;
		try (turn) {
			last = database().lastFrame(turn);
			here = database().position();
		}
		if (last == null) {
			this.replica.recognized(true);
			pull(hold);
			return;
		}
		Position at = here.position();
		Pull question = new Pull(null, Mark.of(at.generation(), at.frame() - 1, null), this.settings.batchSize(), Duration.ZERO);
		then(new AskedPull(this.upstream.pull(question)).answer(), (pulled) -> {
			String strange = Recognition.strange(pulled, last);
			if (strange != null) {
				diverged(new Divergence(strange, null, here, null, here));
				return;
			}
			this.replica.recognized(true);
			pull(hold);
		});
	}

	/** @param here where this node was when it asked: a commit of its own may have crossed since */
	private void take(Pulled pulled, LocalDatabase.Recorded here, Mark after)
			throws IOException, BrokenFramesException {
		Mark position = here.position();
		if (pulled == AskedPull.GIVEN_UP) {
			this.done.complete(Outcome.UP_TO_DATE);
		}
		else if (pulled instanceof Pulled.Batch batch) {
			told(batch.newest());
			requireSettled();
			receive(batch.frames(), here, after);
		}
		else if (pulled instanceof Pulled.UpToDate upToDate) {
			told(upToDate.newest());
			requireSettled();
			this.intake.ended();
			end((this.frames > 0) ? Outcome.SYNCED : Outcome.UP_TO_DATE);
		}
		else if (pulled instanceof Pulled.Changes changes) {
			told(changes.newest());
			requireSettled();
			jump(changes, position);
		}
		else if (pulled instanceof Pulled.Ended ended) {
			told(ended.newest());
			requireSettled();
			cross(ended, position);
		}
		else if (pulled instanceof Pulled.Gone gone) {
			told(null);
			requireSettled();
			replace("the primary no longer keeps what follows " + position.position() + ": " + gone.reason(),
					position.position().generation() + 1, false);
		}
		else if (pulled instanceof Pulled.Diverged diverged) {
			diverged(diverged.divergence());
		}
	}

	private void diverged(Divergence divergence) {
		this.replica.diverged(divergence);
		if (!this.settings.rebootstrap()) {
			end(Outcome.DIVERGED);
			return;
		}
		replace("its history is not the primary's: " + divergence.reason(), 1, true);
	}

	private void told(@Nullable Newest newest) {
		this.replica.update((state) -> state.answered().withDiverged(null).told(newest, this.world.time().nanos()));
		if (this.goal == null) {
			this.goal = newest;
		}
	}

	private void receive(Frames frames, LocalDatabase.Recorded here, Mark after)
			throws IOException, BrokenFramesException {
		if (frames.count() == 0) {
			end((this.frames > 0) ? Outcome.SYNCED : Outcome.UP_TO_DATE);
			return;
		}
		this.bytes += frames.bytes();
		this.world.signals().moved(Direction.PULLED, frames.count(), frames.bytes());
		Intake.Run run = this.intake.take(frames, here.position(), after, here.identity());
		this.bootstrap.progress().reached(after.position().plus(frames.count()));
		if (run != null) {
			apply(run);
		}
		else {
			pull(Duration.ZERO);
		}
	}

	/** All pages that differ came at once, because they are fewer than the frames. */
	private void jump(Pulled.Changes changes, Mark position) throws IOException, BrokenFramesException {
		LocalDatabase database = database();
		Lineage lineage = Objects.requireNonNull(database.identity().lineage(), "only a log with a lineage answers pages");
		int count = changes.frames().count();
		this.bytes += changes.frames().bytes();
		this.world.signals().moved(Direction.PULLED, count, changes.frames().bytes());
		Verified.check(changes, position);
		then(new Applying(database, this.world.tasks()).jump(position, changes, lineage), (there) -> {
			this.frames += there ? count : 0;
			this.intake.room().clear();
			if (there || database.tentative().unsettled() == null) {
				goOn(database);
			}
			else {
				settleFirst(() -> goOn(database));
			}
		});
	}

	/** The generation has ended where this node is, and the next one begins with the same state. */
	private void cross(Pulled.Ended ended, Mark position) throws IOException {
		LocalDatabase database = database();
		Lineage lineage = database.identity().lineage();
		GenerationStart next = ended.next();
		if (lineage != null && next == null) {
			throw new FramelineException("generation " + position.position().generation() + " has ended, and the primary"
					+ " does not tell how generation " + (position.position().generation() + 1) + " begins");
		}
		Identity identity = (next != null && lineage != null) ? next.identity(lineage)
				: new Identity(null, position.position().generation() + 1, 0, 0, null);
		then(new Applying(database, this.world.tasks()).cross(position, identity), (there) -> goOn(database));
	}

	private void goOn(LocalDatabase database) throws IOException {
		if (isThere(database)) {
			end(Outcome.SYNCED);
		}
		else {
			pull(Duration.ZERO);
		}
	}

	private void apply(Intake.Run run) {
		LocalDatabase database = database();
		then(new Applying(database, this.world.tasks()).apply(run), (count) -> {
			if (count < 0) {
				settleFirst(() -> apply(run));
				return;
			}
			this.frames += count;
			this.intake.applied(run);
			goOn(database);
		});
	}

	/** A commit of this node's came in between, and nobody has answered for it yet. */
	private void settleFirst(Action next) {
		then(settle(), (settled) -> {
			this.settled = settled;
			requireSettled();
			next.run();
		});
	}

	private boolean isThere(LocalDatabase database) {
		Newest goal = this.goal;
		return goal != null && this.intake.isEmpty()
				&& !goal.mark().position().isAfter(database.position().position());
	}

	// -- fetching a base

	private void bootstrap() {
		bootstrapping();
		then(newBase().install(), this::fetched);
	}

	/** @param keep whether the old file holds what is nowhere else */
	private void replace(String reason, long least, boolean keep) {
		if (this.replaced) {
			throw new FramelineException(reason + ", even after a new base was fetched");
		}
		this.replaced = true;
		bootstrapping();
		then(newBase().replace(database(), reason, least, keep), this::fetched);
	}

	private NewBase newBase() {
		return new NewBase(this.settings, this.world, this.bootstrap, () -> this.stopped);
	}

	private void bootstrapping() {
		this.fetching = true;
		Instant now = Instant.ofEpochMilli(this.world.time().millis());
		this.replica.update((state) -> state.withBootstrapping(true)
			.ended(new FollowState.Sync(now, Outcome.BOOTSTRAPPING, 0, 0, -1, 0)));
	}

	private void fetched(Base base) throws IOException, SQLException {
		this.intake.clear();
		this.replica.openCopy();
		this.replica.update((state) -> state.answered().withDiverged(null).withBootstrapping(false));
		this.goal = null;
		this.replica.recognized(true);
		pull(Duration.ZERO);
	}

	// -- the end

	private void end(Outcome outcome) {
		long nanos = this.world.time().nanos() - this.begun - this.heldNanos;
		Instant now = Instant.ofEpochMilli(this.world.time().millis());
		long received = this.bytes + (this.fetching ? this.bootstrap.brought() : 0);
		FollowState.Sync sync = new FollowState.Sync(now, outcome, this.frames, received, -1, nanos / 1e9);
		this.replica.update((state) -> {
			FollowState ended = state.withBootstrapping(false).ended(sync);
			return outcome.isGood() ? ended.withError(null) : ended;
		});
		this.world.signals().synced(this.fetching ? Operation.BOOTSTRAP : Operation.PULL, outcome.text(), nanos);
		this.done.complete(outcome);
	}

	private void fail(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		SourceException.Kind kind = (cause instanceof SourceException source) ? source.kind() : null;
		boolean unreachable = kind == SourceException.Kind.UNREACHABLE;
		String reason = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
		this.replica.failed(kind != null ? !unreachable : this.replica.state().reachable(), reason);
		if (unreachable) {
			this.replica.recognized(false);
			end(Outcome.OFFLINE);
		}
		else {
			boolean denied = kind == SourceException.Kind.UNAUTHORIZED || kind == SourceException.Kind.FORBIDDEN;
			end(denied ? Outcome.UNAUTHORIZED : Outcome.FAILED);
		}
	}

	// -- going on

	private Copy copy() {
		Copy copy = this.replica.copy();
		if (copy == null) {
			throw new IllegalStateException("There is no copy yet");
		}
		return copy;
	}

	private LocalDatabase database() {
		return copy().database();
	}

	/** Goes on with a result, on a task; every failure ends the step. */
	private <T> void then(CompletionStage<T> stage, Next<T> next) {
		stage.whenCompleteAsync((result, failure) -> {
			if (failure != null) {
				fail(failure);
			}
			else {
				go(() -> next.with(result));
			}
		}, this.world.tasks());
	}

	private void go(Action action) {
		try {
			action.run();
		}
		catch (IOException | SQLException | BrokenFramesException | RuntimeException ex) {
			fail(ex);
		}
	}

	@FunctionalInterface
	private interface Next<T> {

		void with(T result) throws IOException, SQLException, BrokenFramesException;

	}

	@FunctionalInterface
	private interface Action {

		void run() throws IOException, SQLException, BrokenFramesException;

	}

}
