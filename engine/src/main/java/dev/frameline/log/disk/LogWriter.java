package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes appends durable, round by round.
 *
 * <p>An append only takes its place in the order; whoever finds no round running starts one on a task. A round takes
 * all that wait, writes and forces their records to {@code commits}, <em>then</em> writes and forces their frames to
 * {@code frames.wal}, and completes them in order. What arrives meanwhile shares the next round. Frames are not even
 * written before their records are durable: the kernel may put any written byte on the disk at any time, and no power
 * cut shall leave a commit frame that {@code commits} does not know.
 *
 * <p>There are two ends. The <em>end</em> is what the next append continues; only the holder of the order may look at
 * it. The <em>durable end</em> is what was forced; only that is ever shown.
 *
 * <p>After a failed write or force nobody knows what the disk holds. Then everything that is not durable is cut off,
 * the cut is forced, and only after that the appends fail, as not held. If even the cut fails, the log stops.
 */
final class LogWriter {

	private static final Logger logger = LoggerFactory.getLogger(LogWriter.class);

	private final String name;

	private final World world;

	private final GenerationStart start;

	private final DiskFile frames;

	private final CommitsFile commits;

	/** Who was known when the generation began. */
	private final Identities before;

	private volatile Durable durable;

	private Mark end;

	private Identities identities;

	private List<Entry> waiting = new ArrayList<>();

	private List<Entry> writing = List.of();

	private boolean running;

	private @Nullable String stopped;

	private boolean unsure;

	/**
	 * @param durable what the files hold
	 * @param before who was known when the generation began
	 * @param identities who is known now
	 */
	LogWriter(String name, World world, GenerationStart start, DiskFile frames, CommitsFile commits, Durable durable,
			Identities before, Identities identities) {
		this.name = name;
		this.world = world;
		this.start = start;
		this.frames = frames;
		this.commits = commits;
		this.before = before;
		this.durable = durable;
		this.end = durable.mark();
		this.identities = identities;
	}

	/**
	 * What was forced.
	 *
	 * @param mark the durable end
	 * @param records how many records of {@code commits} are durable
	 */
	record Durable(Mark mark, long records) {

	}

	/** Something that waits for a round: records and perhaps frames; neither, if somebody only waits. */
	private record Entry(List<CommitRecord> records, @Nullable StampedFrames frames, Mark end,
			CompletableFuture<Mark> done) {

		Entry(List<CommitRecord> records, @Nullable StampedFrames frames, Mark end) {
			this(records, frames, end, new CompletableFuture<>());
		}

	}

	Durable durable() {
		return this.durable;
	}

	synchronized Mark end() {
		return this.end;
	}

	CompletionStage<Mark> append(@Nullable CommitId id, StampedFrames frames) {
		return append(id, frames, false);
	}

	/**
	 * Appends like {@link #append}. If no round is running, the caller's thread does this one, and returns when all is
	 * done.
	 */
	CompletionStage<Mark> appendHere(@Nullable CommitId id, StampedFrames frames) {
		return append(id, frames, true);
	}

	private CompletionStage<Mark> append(@Nullable CommitId id, StampedFrames frames, boolean here) {
		Mark before = end();
		NewCommits commits;
		try {
			commits = NewCommits.read(frames, id, before, this.start.salt(), this.durable.mark().position().frame(),
					this.world.time().millis());
		}
		catch (IOException ex) {
			return CompletableFuture.failedFuture(notHeld("frames that were to be appended cannot be read", ex));
		}
		if (!commits.whole()) {
			throw new IllegalArgumentException("Database '" + this.name + "': expected whole transactions, got "
					+ frames.count() + " frames with " + commits.records().size() + " commit frames");
		}
		boolean[] runs = new boolean[1];
		CompletionStage<Mark> done = append(frames, before, commits, here ? () -> runs[0] = true : this::begin);
		if (runs[0]) {
			runRound();
		}
		return done;
	}

	private synchronized CompletionStage<Mark> append(StampedFrames frames, Mark before, NewCommits commits,
			Runnable start) {
		if (this.stopped != null) {
			return CompletableFuture.failedFuture(isStopped(null));
		}
		CommitId first = commits.records().get(0).id();
		if (first != null && !this.identities.isNew(first)) {
			throw new IllegalArgumentException(
					"Database '" + this.name + "': the log has seen " + first + " or a later serial of that origin");
		}
		if (!commits.continuous() || !this.end.equals(before)) {
			return CompletableFuture.failedFuture(notHeld("frames were stamped for another end of the log than "
					+ this.end + "; stamp them again", null));
		}
		this.end = commits.end();
		commits.records().forEach((record) -> this.identities.add(this.start.generation(), record));
		return enqueue(new Entry(commits.records(), frames, this.end), start);
	}

	synchronized CompletionStage<Mark> refuse(CommitId id) {
		if (this.stopped != null) {
			return CompletableFuture.failedFuture(isStopped(null));
		}
		if (this.identities.isCoveredByRefusal(id)) {
			return flush();
		}
		CommitRecord record = CommitRecord.refusal(id, this.end.position().frame(),
				this.durable.mark().position().frame(), this.world.time().millis(), NewCommits.chain(this.end));
		this.identities.add(this.start.generation(), record);
		return enqueue(new Entry(List.of(record), null, this.end));
	}

	synchronized CompletionStage<Mark> flush() {
		if (this.stopped != null) {
			return CompletableFuture.failedFuture(isStopped(null));
		}
		return (this.running) ? enqueue(new Entry(List.of(), null, this.end))
				: CompletableFuture.completedFuture(this.end);
	}

	/** Looks among what is known without a file, and what is on its way to one. */
	synchronized Found find(CommitId id) throws IOException {
		requireSure();
		Identities.Held newest = this.identities.newestHeld(id.origin());
		if (newest == null || newest.id().serial() < id.serial()) {
			return new Found(null, false);
		}
		if (newest.id().equals(id)) {
			return new Found(newest.end(), false);
		}
		for (List<Entry> inFlight : List.of(this.waiting, this.writing)) {
			for (Entry entry : inFlight) {
				for (CommitRecord record : entry.records) {
					if (record.isCommit() && id.equals(record.id())) {
						return new Found(record.end(this.start.generation()), false);
					}
				}
			}
		}
		return new Found(null, true);
	}

	/**
	 * @param end the log right after the commit; {@code null} if it was not found
	 * @param mayBeInFile whether it may still be found among the durable records of this generation or one before
	 */
	record Found(@Nullable Mark end, boolean mayBeInFile) {

	}

	/** Who is known, with nothing in flight. */
	synchronized Identities known() {
		return this.identities.copy();
	}

	synchronized boolean isCoveredByRefusal(CommitId id) throws IOException {
		requireSure();
		return this.identities.isCoveredByRefusal(id);
	}

	/** Why it takes nothing any more; {@code null} while it does. */
	synchronized @Nullable String stopped() {
		return (this.stopped != null) ? isStopped(null).getMessage() : null;
	}

	/** Gives back the room behind what is durable; nothing is in flight. */
	void trim() throws IOException {
		this.frames.truncate(WalScan.length(this.durable.mark().position().frame()));
		this.commits.truncate(this.durable.records());
	}

	/** Takes nothing any more. What is in flight goes on. */
	synchronized void stop(String reason) {
		if (this.stopped == null) {
			this.stopped = reason;
		}
	}

	private CompletionStage<Mark> enqueue(Entry entry) {
		return enqueue(entry, this::begin);
	}

	private CompletionStage<Mark> enqueue(Entry entry, Runnable start) {
		this.waiting.add(entry);
		if (!this.running) {
			this.running = true;
			start.run();
		}
		return entry.done;
	}

	private void begin() {
		try {
			this.world.tasks().execute(this::runRounds);
		}
		catch (RuntimeException ex) {
			undo(ex);
		}
	}

	private void runRounds() {
		for (List<Entry> round = nextRound(); !round.isEmpty(); round = nextRound()) {
			if (!run(round)) {
				return;
			}
		}
	}

	/** One round, on the thread of whoever asked for it; what arrives meanwhile is left to a task. */
	private void runRound() {
		if (!run(nextRound())) {
			return;
		}
		synchronized (this) {
			this.writing = List.of();
			this.running = !this.waiting.isEmpty();
			if (this.running) {
				begin();
			}
		}
	}

	/** @return whether it went well; otherwise no round is running any more */
	private boolean run(List<Entry> round) {
		try {
			this.durable = write(round);
		}
		catch (Throwable ex) {
			undo(ex);
			return false;
		}
		round.forEach((entry) -> entry.done.complete(entry.end));
		return true;
	}

	private synchronized List<Entry> nextRound() {
		this.writing = this.waiting;
		this.waiting = new ArrayList<>();
		this.running = !this.writing.isEmpty();
		return this.writing;
	}

	private Durable write(List<Entry> round) throws IOException {
		Durable before = this.durable;
		List<CommitRecord> records = new ArrayList<>();
		round.forEach((entry) -> records.addAll(entry.records));
		if (!records.isEmpty()) {
			this.commits.write(before.records(), records);
			this.commits.force();
		}
		Mark written = before.mark();
		for (Entry entry : round) {
			if (entry.frames != null) {
				writeFrames(entry.frames, written, entry.end);
			}
			written = entry.end;
		}
		if (!written.equals(before.mark())) {
			this.frames.force();
		}
		return new Durable(written, before.records() + records.size());
	}

	/** The chain is taken once more on the way: what was stamped may lie in a file that has changed since. */
	private void writeFrames(StampedFrames stamped, Mark before, Mark after) throws IOException {
		byte[] run = new byte[Math.min(stamped.count(), Frames.RUN) * Frame.SIZE];
		long chain = NewCommits.chain(before).value();
		for (int index = 0; index < stamped.count(); index += Frames.RUN) {
			int length = Math.min(stamped.count() - index, Frames.RUN) * Frame.SIZE;
			stamped.read(index, length / Frame.SIZE, run, 0);
			for (int at = 0; at < length; at += Frame.SIZE) {
				chain = Checksum.overFrame(chain, run, at);
			}
			this.frames.write(ByteBuffer.wrap(run, 0, length),
					WalScan.offset(before.position().frame() + index + 1));
		}
		if (chain != NewCommits.chain(after).value()) {
			throw new IOException("expected frames with the chain " + after.chain() + " that they were stamped with,"
					+ " got " + String.format("%016x", chain) + ": they were changed before they were written");
		}
	}

	/**
	 * Cuts off what is not durable and fails it. {@code frames.wal} first: a crash between the two cuts may leave a
	 * record without its frames, never frames without their record.
	 */
	private void undo(Throwable cause) {
		Durable kept = this.durable;
		Identities known = this.before.copy();
		Throwable cutFailure = null;
		try {
			this.frames.truncate(WalScan.length(kept.mark().position().frame()));
			this.frames.force();
			this.commits.truncate(kept.records());
			this.commits.force();
			this.commits.forEach((index, record) -> {
				known.add(this.start.generation(), record);
				return true;
			});
		}
		catch (Throwable ex) {
			cutFailure = ex;
			if (ex != cause) {
				ex.addSuppressed(cause);
			}
		}
		List<Entry> failed;
		synchronized (this) {
			failed = new ArrayList<>(this.writing);
			failed.addAll(this.waiting);
			this.writing = List.of();
			this.waiting = new ArrayList<>();
			this.running = false;
			this.end = kept.mark();
			if (cutFailure == null) {
				this.identities = known;
			}
			else {
				this.unsure = true;
				stop("a write failed (" + cause + ") and could not be undone (" + cutFailure + ")");
			}
		}
		RuntimeException told = (cutFailure == null) ? notHeld("writing to the log failed: " + cause, cause)
				: isStopped(cutFailure);
		logger.error(told.getMessage(), told);
		failed.forEach((entry) -> entry.done.completeExceptionally(told));
	}

	/** After a failed cut, what is remembered here may be more than what the disk holds. */
	private void requireSure() throws IOException {
		if (this.unsure) {
			throw new IOException(isStopped(null));
		}
	}

	private LogWriteException notHeld(String what, @Nullable Throwable cause) {
		return new LogWriteException(
				"Database '" + this.name + "': " + what + ". The log does not hold them and goes on.", cause);
	}

	/** @throws LogStoppedException if it takes nothing any more */
	synchronized void requireGoing() {
		if (this.stopped != null) {
			throw isStopped(null);
		}
	}

	/** What to tell when it has {@linkplain #stop stopped}. */
	LogStoppedException isStopped(@Nullable Throwable cause) {
		return new LogStoppedException("Database '" + this.name + "': the log takes nothing any more: " + this.stopped
				+ ". Free the disk from its trouble and start the node again; it then recovers what is durable.",
				cause);
	}

}
