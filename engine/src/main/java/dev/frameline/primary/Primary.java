package dev.frameline.primary;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Divergence;
import dev.frameline.log.Export;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Leases;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.log.Resolved;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceInfo;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.NotKeptException;
import dev.frameline.signals.Signals.Direction;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * A log that decides the order of commits, over a {@link LogDirectory} and the {@link LocalDatabase} that is a replica
 * of it.
 *
 * <p>Whoever wants to append holds the {@linkplain LeaseDesk lease}, or waits until one is lent; then for a turn in the
 * writer lane, for 5 seconds at most, and is judged only then. In
 * the same turn the frames become durable in the log, are applied to this node's own file and are handed to those who
 * wait for them.
 */
public final class Primary implements ServedLog, AutoCloseable {

	private final LogDirectory log;

	private final LocalDatabase database;

	private final World world;

	private final Turns turns;

	private final Judge judge;

	private final HeldPulls held;

	private final Landing landing;

	private final LeaseDesk desk;

	private final Leases served;

	private final Leases ownLeases;

	private final BorrowedLeases borrowed;

	private final Appends appends;

	private final PushSession session;

	private final Pushes pushes;

	private final BatonTurn baton;

	private final OwnLog own;

	private final Rolls rolls;

	private Primary(LogDirectory log, LocalDatabase database, Path spool, RollSettings settings, Duration lease,
			World world) throws IOException {
		this.log = log;
		this.database = database;
		this.world = world;
		this.turns = new Turns(database.lane(), world.tasks());
		this.judge = new Judge(log);
		this.held = new HeldPulls(world.tasks());
		this.landing = new Landing(log, database, this::grown, world.tasks());
		this.desk = new LeaseDesk(database.name(), log.beginIncarnation(), log::durableEnd, world);
		this.served = new ServedLeases(this.desk, this.judge, this.landing, lease, world.tasks());
		this.ownLeases = new OwnLeases(this.desk, lease);
		this.borrowed = new BorrowedLeases(this.desk, world);
		this.appends = new Appends(log, this.judge, this.landing, this.desk);
		this.session = new PushSession(new Spool(world.disk(), spool), world.chance());
		this.pushes = new Pushes(database.name(), log, this.landing, this.session, world.time());
		this.baton = new BatonTurn(this.desk, this.borrowed, this.session, this.turns, world);
		this.own = new OwnLog(log, this.landing, this.desk, this::grown);
		this.rolls = new Rolls(log, this.turns, this.landing, this.pushes, this.held, settings, world);
	}

	private void grown() {
		this.held.wake();
		this.rolls.grown();
	}

	/**
	 * Settles what the last run left open and brings the file to the end of the log, then serves.
	 * @param log stays open for as long as this is used, and is closed by the caller
	 * @param database likewise; nobody uses it yet
	 * @param spool where a long pushed transaction is collected; removed if it is there
	 * @param settings when a generation ends by itself, and for how long it is kept then
	 * @param lease how long the right to write is granted for, unless it is renewed
	 * @throws dev.frameline.FramelineException if the file is not a beginning of the log
	 */
	public static Primary open(LogDirectory log, LocalDatabase database, Path spool, RollSettings settings,
			Duration lease, World world) throws IOException, SQLException {
		new Repair(log, database).run();
		Primary primary = new Primary(log, database, spool, settings, lease, world);
		primary.rolls.begin();
		return primary;
	}

	/**
	 * Whether a node's file can be what a log begins with, by what its state record says. Changes nothing.
	 * @throws dev.frameline.FramelineException if it cannot
	 */
	public static void requireFit(LogDirectory log, Path file, LocalDatabase.Recorded recorded) throws IOException {
		Repair.requireFit(log, file, recorded.identity(), recorded.position());
	}

	@Override
	public String name() {
		return this.database.name();
	}

	/** The log for this node's own writers: who calls it has the lane, and its frames are in the file already. */
	public CommitLog own() {
		return this.own;
	}

	/** The lease for this node's own writers, who wait for it like all others. */
	public Leases ownLeases() {
		return this.ownLeases;
	}

	/** The origin of who holds the lease just now, or {@code null}. */
	public @Nullable UUID leaseHolder() {
		return this.desk.holder();
	}

	/** Why nothing is accepted any more, or {@code null}. */
	public @Nullable String stopped() {
		return this.landing.stopped();
	}

	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return this.served.acquire(acquire);
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return this.served.release(origin, fence);
	}

	/** An append without a fence is taken under a lease of its own. */
	@Override
	public CompletionStage<Appended> append(Append append) {
		Supplier<Appended> busy = () -> new Appended.Busy(Turns.RETRY_AFTER);
		String holder = "append of " + append.id();
		BorrowedLeases.Work<Appended> work = (claim, patience) -> decide(holder, patience,
				(turn) -> this.appends.decide(turn, append, claim), busy);
		CompletionStage<Appended> appending = append.fence().equals(Fence.NONE)
				? this.borrowed.lend(holder, work, busy)
				: work.under(new Claim(append.id().origin(), append.fence()), Turns.PATIENCE);
		return appending.thenApply((appended) -> {
			if (appended instanceof Appended.Accepted) {
				moved(Direction.RECEIVED, append.frames());
			}
			return appended;
		});
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		if (lineage != null && !lineage.equals(this.log.lineage())) {
			return CompletableFuture.completedStage(new Resolved.Unanswered(
					"the commit was made for database " + lineage + ", this is " + this.log.lineage()));
		}
		return this.turns.take("resolve of " + id, (turn) -> Resolution.of(this.log, id),
				() -> new Resolved.Unanswered("no turn in the writer lane came in time"));
	}

	@Override
	public CompletionStage<Pushed> push(Push push) {
		Supplier<Pushed> busy = () -> new Pushed.Busy(Turns.RETRY_AFTER);
		BorrowedLeases.Work<Pushed> work = (claim, patience) -> decide("a libSQL client's push", patience,
				(turn) -> this.desk.under(claim, () -> this.pushes.decide(turn, push), (fence) -> busy.get()), busy);
		return this.baton.take(push, work, busy).thenApply((pushed) -> {
			if (pushed instanceof Pushed.Ok) {
				moved(Direction.RECEIVED, push.frames());
			}
			return pushed;
		});
	}

	/** The file can be changed only when no commit of this node's own is open. */
	private <T> CompletionStage<T> decide(String holder, Duration patience, Turns.Work<T> work, Supplier<T> busy) {
		return this.turns.take(holder, patience, (turn) -> this.landing.settleOwn(turn)
			.thenComposeAsync((settled) -> Turns.begin(turn, work), this.world.tasks()), busy);
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return Turns.onTask(this.world.tasks(), () -> {
			Mark end = this.log.durableEnd();
			GenerationStart start = this.log.newestWithBase();
			return new SourceInfo(start.generation(),
					new SourceInfo.Identity(this.log.lineage(), start, newest(end, end.position())));
		});
	}

	/** Reads and hands over on the calling thread: whoever takes slowly holds up nobody but himself. */
	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		try {
			long bytes = new BaseExport(this.log).run(asked, sink);
			this.world.signals().moved(Direction.SERVED, 0, bytes);
			return CompletableFuture.completedStage(bytes);
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return this.held.ask(pull.hold(), () -> answer(pull));
	}

	private Pulled answer(Pull pull) throws IOException {
		Divergence divergence = this.judge.compare(pull.lineage(), pull.after());
		if (divergence != null) {
			return new Pulled.Diverged(divergence);
		}
		try {
			return answer(pull, this.log.durableEnd());
		}
		catch (NotKeptException ex) {
			return new Pulled.Gone("Generation " + pull.after().position().generation()
					+ " is no longer kept; the log has generations " + this.log.oldest() + " to "
					+ this.log.start().generation());
		}
	}

	private Pulled answer(Pull pull, Mark end) throws IOException {
		Position after = pull.after().position();
		if (after.equals(end.position())) {
			return new Pulled.UpToDate(newest(end, after));
		}
		Mark seal = this.log.seal(after.generation());
		if (seal != null && after.equals(seal.position())) {
			return new Pulled.Ended(end.position().generation(), this.log.start(after.generation() + 1),
					newest(end, after));
		}
		LogDirectory.Changed changed = isFarBehind(pull, end) ? this.log.changedSince(pull.after()) : null;
		return (changed != null) ? changes(changed) : frames(pull, end);
	}

	/** Asking what each page once would cost is worth it from two answers on. */
	private boolean isFarBehind(Pull pull, Mark end) {
		long lacking = this.log.sequenceAt(end.position()) - this.log.sequenceAt(pull.after().position());
		return pull.acceptsChanges() && pull.after().chain() != null && lacking > 2L * pull.maxFrames();
	}

	private Pulled changes(LogDirectory.Changed changed) throws IOException {
		moved(Direction.SERVED, changed.frames());
		return new Pulled.Changes(changed.frames(), changed.end(), changed.start(),
				newest(this.log.durableEnd(), changed.end().position()));
	}

	private Pulled frames(Pull pull, Mark end) throws IOException {
		Position after = pull.after().position();
		Frames frames = this.log.range(after, pull.maxFrames());
		moved(Direction.SERVED, frames);
		return new Pulled.Batch(frames, newest(end, after.plus(frames.count())));
	}

	private void moved(Direction direction, Frames frames) {
		this.world.signals().moved(direction, frames.count(), frames.bytes());
	}

	private Newest newest(Mark end, Position after) throws IOException {
		long oldestMissing = after.equals(end.position()) ? 0 : this.log.commitTimeAfter(after);
		return new Newest(end, this.log.sequenceAt(end.position()), this.world.time().millis(), oldestMissing);
	}

	/**
	 * Ends the log's generation and begins the next one, in a turn of the lane.
	 * @return completes with the newest generation: the next one, or the same if it has no frame yet. Exceptionally with
	 * a {@link FramelineException} that says why the generation goes on
	 */
	public CompletionStage<GenerationStart> roll() {
		return this.rolls.roll();
	}

	/** How many pulls are held. */
	int heldPulls() {
		return this.held.size();
	}

	@Override
	public void releaseHeld() {
		this.held.release();
		this.desk.releaseHeld();
	}

	/** Releases what is held and forgets a push that was not finished. Log and file stay open. */
	@Override
	public void close() throws IOException {
		this.rolls.stop();
		releaseHeld();
		this.session.close();
	}

}
