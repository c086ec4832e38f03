package dev.frameline.log.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.StampingFrames;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database on this node's disk: stores what it is given and judges nothing.
 *
 * <p>Appends have one order, which the caller holds: {@link #end()}, {@link #stamp}, {@link #append}, {@link #refuse}
 * and {@link #roll} are called by one holder at a time, without waiting for the append before to be durable.
 * Everything else may be called by anybody, and only ever sees what is {@linkplain #durableEnd() durable}. Old
 * generations go meanwhile: whoever asks about one that is not kept gets a {@link NotKeptException}.
 *
 * <p>The bytes are specified in {@code docs/FORMAT.md}.
 */
public final class LogDirectory implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

	private final String name;

	private final World world;

	private final Generations generations;

	/** A roll and the end of the log exclude each other. */
	private final Object rolling = new Object();

	private volatile LogWriter writer;

	private CompletableFuture<List<Long>> tidying = CompletableFuture.completedFuture(List.of());

	/** @param writer of the newest generation */
	LogDirectory(String name, World world, Generations generations, LogWriter writer) {
		this.name = name;
		this.world = world;
		this.generations = generations;
		this.writer = writer;
	}

	/**
	 * Begins a log whose first base is a copy of a database. What an attempt that was cut short has left is replaced.
	 * @param directory is created
	 * @param databaseFile a closed SQLite file in WAL mode, without a {@code -wal}
	 * @throws FramelineException if there is a log already, or the file is not fit to be a base
	 */
	public static LogDirectory create(String name, Path directory, Path databaseFile, World world) throws IOException {
		new LogCreation(name, directory, world).create(databaseFile);
		return open(name, directory, world);
	}

	/** Whether there is a log: a directory in which {@link #create} came to its end. */
	public static boolean exists(Path directory, World world) throws IOException {
		return !LogOpening.find(directory, world.disk()).isEmpty();
	}

	/**
	 * Opens a log, cutting off what was never acknowledged and finishing a roll that was cut short.
	 * @throws LogDamagedException if a file is missing, foreign, or lacks what was acknowledged; nothing was changed
	 */
	public static LogDirectory open(String name, Path directory, World world) throws IOException {
		return open(name, directory, world, (log) -> {
		});
	}

	/**
	 * As {@link #open(String, Path, World)}, if somebody else agrees.
	 * @param check sees the log before anything is changed; if it throws, nothing is
	 */
	public static LogDirectory open(String name, Path directory, World world, Check check) throws IOException {
		return LogOpening.open(name, directory, world, check);
	}

	/** Looks at a log before it is used, and throws if it must not be. */
	@FunctionalInterface
	public interface Check {

		void accept(LogDirectory log) throws IOException;

	}

	/** The database's name, for messages. */
	public String name() {
		return this.name;
	}

	/** Where it is. */
	public Path directory() {
		return this.generations.root();
	}

	public Lineage lineage() {
		return this.generations.newest().description().lineage();
	}

	/** The newest generation at frame 0. */
	public GenerationStart start() {
		return this.generations.newest().start();
	}

	/**
	 * Counts a start of its node, durably: no two starts get the same number.
	 * @throws LogDamagedException if the count cannot be read
	 */
	public long beginIncarnation() throws IOException {
		return new IncarnationFile(this.name, this.generations.root(), this.world.disk()).begin();
	}

	// -- where it ends

	/**
	 * What the next append continues: durable or not yet. Only for the holder of the order, and never shown to
	 * anybody. Its chain is never {@code null}. A failed append takes it back to {@link #durableEnd()}.
	 */
	public Mark end() {
		return this.writer.end();
	}

	/** Where the log ends for everybody but the holder of the order. Never goes back. */
	public Mark durableEnd() {
		// Not the writer's: of the next generation everything is seen in the same moment
		return this.generations.newest().end();
	}

	/**
	 * Frames since the database was born.
	 * @param position in a generation that is kept
	 */
	public long sequenceAt(Position position) {
		return this.generations.kept(position.generation()).start().firstSequence() + position.frame();
	}

	/** Why it takes nothing any more until it is opened again; {@code null} while it does. */
	public @Nullable String stopped() {
		return this.writer.stopped();
	}

	/** Frames since the database was born, up to {@link #durableEnd()}. */
	public long sequence() {
		return sequenceAt(durableEnd().position());
	}

	// -- appending

	/**
	 * Puts the log's salt and the chain that continues {@link #end()} into frames.
	 * @param frames at least one
	 */
	public StampedFrames stamp(Frames frames) throws IOException {
		return StampedFrames.stamp(frames, start().salt(), NewCommits.chain(end()).value());
	}

	/**
	 * Takes frames into the order; they are written and forced by a task. Several appends share one round of forces.
	 * @param id of the last transaction; those before it have the serials before, and a crash keeps all of them or none.
	 * {@code null} for transactions of a libSQL client, each of which counts for itself
	 * @param frames from {@link #stamp}: one or more whole transactions. They are read again by the task, so they must
	 * stay readable and unchanged until the stage completes
	 * @return completes with the log right after them, once {@code commits} and then {@code frames.wal} are forced; in
	 * the order of the appends. Exceptionally with a {@link LogWriteException}: the log does not hold them, nor any
	 * append after them that was not complete; or with a {@link LogStoppedException}: nobody can tell before the log
	 * was opened again
	 * @throws IllegalArgumentException if these are no whole transactions, or the log has seen the id or a later
	 * serial of its origin
	 */
	public CompletionStage<Mark> append(@Nullable CommitId id, StampedFrames frames) {
		return this.writer.append(id, frames);
	}

	/**
	 * Appends like {@link #append}, and makes it durable on the calling thread, which may block, unless others are at it:
	 * who has nothing else to do than to wait spares two changes of threads.
	 */
	public CompletionStage<Mark> appendHere(@Nullable CommitId id, StampedFrames frames) {
		return this.writer.appendHere(id, frames);
	}

	/**
	 * Refuses a serial for ever.
	 * @return completes when the refusal is durable; at once if it was before
	 * @throws IllegalStateException if the log holds the commit
	 */
	public CompletionStage<Void> refuse(CommitId id) throws IOException {
		if (find(id).isPresent()) {
			throw new IllegalStateException(
					"Database '" + this.name + "': the log holds " + id + "; it cannot refuse it");
		}
		return this.writer.refuse(id).thenAccept((mark) -> { });
	}

	/**
	 * The log right after a commit, if it was appended. It may not be durable yet: who tells others waits for
	 * {@link #flush()} first. Of a generation that is no longer kept, each origin's newest commit is known.
	 * @throws IOException if {@code commits} cannot be read, or the log stopped without knowing what the disk holds
	 */
	public Optional<Mark> find(CommitId id) throws IOException {
		LogWriter.Found found = this.writer.find(id);
		return (found.mayBeInFile()) ? this.generations.find(id) : Optional.ofNullable(found.end());
	}

	/**
	 * Whether the serial, or a later one of its origin, was refused, and the log does not hold it. The refusal may not
	 * be durable yet, as in {@link #find}.
	 * @throws IOException as in {@link #find}
	 */
	public boolean isRefused(CommitId id) throws IOException {
		return this.writer.isCoveredByRefusal(id) && find(id).isEmpty();
	}

	/**
	 * Waits for what was appended and refused before this call.
	 * @return completes, or fails, with it
	 */
	public CompletionStage<Mark> flush() {
		return this.writer.flush();
	}

	// -- reading

	/**
	 * Durable frames after a position, within its generation: as many whole transactions as {@code maxFrames} holds. If
	 * not even the first one fits, {@code maxFrames} frames of it.
	 * @param from in a generation that is kept, up to its durable end
	 * @param maxFrames at least 1
	 * @return perhaps none; a range of {@code frames.wal}, valid until this log is closed, and for ten minutes after
	 * its generation is no longer kept
	 */
	public Frames range(Position from, long maxFrames) throws IOException {
		return this.generations.kept(from.generation()).range(from.frame(), maxFrames);
	}

	/**
	 * The pages that changed between a position and the durable end, as one transaction, if they are at most half as
	 * many as the frames in between.
	 * @param from in a generation that is kept, with its chain
	 * @return {@code null} if every frame is the better way
	 */
	public @Nullable Changed changedSince(Mark from) throws IOException {
		List<StoredGeneration> later = this.generations.from(from.position().generation());
		ChangedPages pages = ChangedPages.collect(later, from.position().frame());
		if (pages == null || pages.count() == 0) {
			return null;
		}
		GenerationStart start = this.generations.kept(pages.end().position().generation()).start();
		return new Changed(new StampingFrames(pages, start.salt(), NewCommits.chain(from).value()), pages.end(), start);
	}

	/**
	 * Pages that changed.
	 *
	 * @param frames one transaction, stamped from the chain of the position before on, with the salt of {@code start}
	 * @param end as of when they are
	 * @param start the generation of {@code end}
	 */
	public record Changed(Frames frames, Mark end, GenerationStart start) {

	}

	/**
	 * The chain at a position.
	 * @param position in a generation that is kept, up to its durable end
	 */
	public Chain chainAt(Position position) throws IOException {
		return this.generations.kept(position.generation()).chainAt(position.frame());
	}

	/**
	 * When the first durable commit after a position was made.
	 * @param position in a generation that is kept
	 * @return wall time of this node, milliseconds since 1970; 0 if there is none
	 */
	public long commitTimeAfter(Position position) throws IOException {
		long frame = position.frame();
		for (StoredGeneration generation : this.generations.from(position.generation())) {
			long time = generation.commitTimeAfter(frame);
			if (time != 0) {
				return time;
			}
			frame = 0;
		}
		return 0;
	}

	// -- generations

	/** Whether the generation's frames can be had. */
	public boolean keeps(long generation) {
		return this.generations.find(generation) != null;
	}

	/** The oldest generation that is kept. */
	public long oldest() {
		return this.generations.oldest().number();
	}

	/** Where a generation that is kept has ended; {@code null} while it goes on. */
	public @Nullable Mark seal(long generation) {
		return this.generations.kept(generation).seal();
	}

	/** The start of a generation that is kept. */
	public GenerationStart start(long generation) {
		return this.generations.kept(generation).start();
	}

	/** The newest generation whose base is complete. */
	public GenerationStart newestWithBase() {
		return this.generations.newestWithBase().start();
	}

	/**
	 * The base of a generation, opened for reading; until the caller closes it, the generation is kept.
	 * @return {@code null} if it is not kept, or not built yet
	 */
	public @Nullable OpenBase openBase(long generation) throws IOException {
		return this.generations.openBase(generation);
	}

	/** Whether the newest generation has grown beyond a size, and is ready to be followed by another one. */
	public boolean isLongerThan(double ratio, long least) {
		StoredGeneration newest = this.generations.newest();
		Generation.Base base = newest.description().base();
		long bytes = newest.end().position().frame() * Frame.SIZE;
		return base != null && bytes >= Math.max(least, ratio * base.bytes()) && bytes > 0;
	}

	/**
	 * Ends the newest generation at its end and begins the next one, which takes appends at once. Nothing is in flight,
	 * and the generation has at least one frame.
	 * @return the next generation
	 * @throws IOException if it could not be begun: the generation goes on
	 * @throws LogStoppedException if nobody can tell whether it was begun, or the log had stopped before
	 */
	public GenerationStart roll() throws IOException {
		synchronized (this.rolling) {
			LogWriter ending = this.writer;
			ending.requireGoing();
			if (!ending.end().equals(ending.durable().mark()) || ending.end().position().frame() == 0) {
				throw new IllegalStateException("Database '" + this.name + "': expected a generation with frames and nothing in"
						+ " flight, found it at " + ending.end() + ", durable up to " + ending.durable().mark());
			}
			this.writer = this.generations.roll(ending);
			ending.stop("its generation has ended");
			return start();
		}
	}

	/**
	 * Checks, the first time, the base that replicas are offered; builds the bases that are missing; then deletes
	 * generations that need not be kept. On a task, one at a time.
	 * @return completes with those that are gone, ascending; exceptionally if a base could not be built or a file not
	 * be deleted: it is tried again by the next call
	 */
	public synchronized CompletionStage<List<Long>> tidy(Retention retention) {
		this.tidying = this.tidying.handle((gone, failure) -> retention)
			.thenApplyAsync((each) -> tidyNow(each), this.world.tasks())
			.toCompletableFuture();
		return this.tidying;
	}

	private List<Long> tidyNow(Retention retention) {
		try {
			this.generations.checkBase();
			this.generations.buildBases();
			return this.generations.prune(retention);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Takes nothing any more, waits for what is in flight, and closes the files. Nobody else may use the log after.
	 */
	@Override
	public void close() throws IOException {
		CompletionStage<Mark> flushed = stop();
		this.generations.stop();
		try {
			this.world.waiting().await(flushed, CLOSE_TIMEOUT);
			this.world.waiting().await(tidied(), CLOSE_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FramelineException("Database '" + this.name + "': interrupted while closing the log", ex);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new FramelineException("Database '" + this.name + "': the log is still writing after "
					+ CLOSE_TIMEOUT.toSeconds() + " s. Its files stay open.", ex);
		}
		this.generations.close();
	}

	private CompletionStage<Mark> stop() {
		synchronized (this.rolling) {
			CompletionStage<Mark> flushed = this.writer.flush().exceptionally((failed) -> durableEnd());
			this.writer.stop("it was closed");
			return flushed;
		}
	}

	private synchronized CompletionStage<List<Long>> tidied() {
		return this.tidying.exceptionally((failure) -> List.of());
	}

}
