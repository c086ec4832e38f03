package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database on this node's disk: stores what it is given and judges nothing.
 *
 * <p>Appends have one order, which the caller holds: {@link #end()}, {@link #stamp}, {@link #append} and {@link #refuse}
 * are called by one holder at a time, without waiting for the append before to be durable. Everything else may be
 * called by anybody, and only ever sees what is {@linkplain #durableEnd() durable}.
 *
 * <p>The bytes are specified in {@code docs/FORMAT.md}.
 */
public final class LogDirectory implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

	private final String name;

	private final World world;

	private final GenerationFiles files;

	private final Generation generation;

	private final DiskFile frames;

	private final CommitsFile commits;

	private final LogWriter writer;

	LogDirectory(String name, World world, GenerationFiles files, Generation generation, DiskFile frames,
			CommitsFile commits, LogWriter writer) {
		this.name = name;
		this.world = world;
		this.files = files;
		this.generation = generation;
		this.frames = frames;
		this.commits = commits;
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
	public static boolean exists(Path directory, World world) {
		return world.disk().exists(new GenerationFiles(directory, 1).description());
	}

	/**
	 * Opens a log, cutting off what was never acknowledged.
	 * @throws LogDamagedException if a file is missing, foreign, or lacks what was acknowledged; nothing was changed
	 */
	public static LogDirectory open(String name, Path directory, World world) throws IOException {
		return LogRecovery.open(name, directory, world);
	}

	/** The database's name, for messages. */
	public String name() {
		return this.name;
	}

	public Lineage lineage() {
		return this.generation.lineage();
	}

	/** The newest generation at frame 0. */
	public GenerationStart start() {
		return this.generation.start();
	}

	/**
	 * What the next append continues: durable or not yet. Only for the holder of the order, and never shown to
	 * anybody. Its chain is never {@code null}. A failed append takes it back to {@link #durableEnd()}.
	 */
	public Mark end() {
		return this.writer.end();
	}

	/** Where the log ends for everybody but the holder of the order. Never goes back. */
	public Mark durableEnd() {
		return this.writer.durable().mark();
	}

	/** The sequence of a frame of the newest generation: frames since the database was born. */
	public long sequenceAt(long frame) {
		return start().firstSequence() + frame;
	}

	/** Frames since the database was born, up to {@link #durableEnd()}. */
	public long sequence() {
		return sequenceAt(durableEnd().position().frame());
	}

	/**
	 * Puts the log's salt and the chain that continues {@link #end()} into frames.
	 * @param frames at least one
	 */
	public StampedFrames stamp(Frames frames) throws IOException {
		return StampedFrames.stamp(frames, start().salt(), NewCommits.chain(end()).value());
	}

	/**
	 * Takes frames into the order; they are written and forced by a task. Several appends share one round of forces.
	 * @param id who made the transaction; {@code null} for one or more transactions of a libSQL client
	 * @param frames from {@link #stamp}: one whole transaction, or several if {@code id} is {@code null}. They are
	 * read again by the task, so they must stay readable and unchanged until the stage completes
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
	 * {@link #flush()} first.
	 * @throws IOException if {@code commits} cannot be read, or the log stopped without knowing what the disk holds
	 */
	public Optional<Mark> find(CommitId id) throws IOException {
		return this.writer.find(id);
	}

	/**
	 * Whether the serial, or a later one of its origin, was refused, and the log does not hold it. The refusal may not
	 * be durable yet, as in {@link #find}.
	 * @throws IOException as in {@link #find}
	 */
	public boolean isRefused(CommitId id) throws IOException {
		return this.writer.isRefused(id);
	}

	/**
	 * Waits for what was appended and refused before this call.
	 * @return completes, or fails, with it
	 */
	public CompletionStage<Mark> flush() {
		return this.writer.flush();
	}

	/**
	 * Durable frames after {@code from}: as many whole transactions as {@code maxFrames} holds. If not even the first
	 * one fits, {@code maxFrames} frames of it.
	 * @param from 0 up to the durable end
	 * @param maxFrames at least 1
	 * @return perhaps none; a range of {@code frames.wal}, valid until this log is closed
	 */
	public Frames range(long from, long maxFrames) throws IOException {
		LogWriter.Durable durable = this.writer.durable();
		long end = durable.mark().position().frame();
		checkFrame(from, end);
		if (maxFrames < 1) {
			throw new IllegalArgumentException(
					"Database '" + this.name + "': expected to be asked for at least 1 frame, not " + maxFrames);
		}
		long limit = from + Math.min(maxFrames, Integer.MAX_VALUE);
		long to = end;
		if (limit < end) {
			long after = this.commits.firstAfter(limit, durable.records());
			long lastFitting = (after > 0) ? this.commits.record(after - 1).frame() : 0;
			to = (lastFitting > from) ? lastFitting : limit;
		}
		return new FileFrames(this.frames, WalScan.offset(from + 1), (int) (to - from));
	}

	/**
	 * The chain at a frame.
	 * @param frame 0 up to the durable end
	 */
	public Chain chainAt(long frame) throws IOException {
		checkFrame(frame, durableEnd().position().frame());
		if (frame == 0) {
			return start().chain();
		}
		byte[] header = new byte[Frame.HEADER_SIZE];
		this.frames.read(ByteBuffer.wrap(header), WalScan.offset(frame));
		return new Chain(Frame.checksum(header, 0));
	}

	/**
	 * When the first durable commit after a frame was made.
	 * @return wall time of this node, milliseconds since 1970; 0 if there is none
	 */
	public long commitTimeAfter(long frame) throws IOException {
		long records = this.writer.durable().records();
		long first = this.commits.firstAfter(frame, records);
		return (first < records) ? this.commits.record(first).time() : 0;
	}

	/** The base of the newest generation, opened for reading. The caller closes it. */
	public DiskFile base() throws IOException {
		return this.world.disk().openRead(this.files.base());
	}

	/** SHA-256 of the base, 64 hexadecimal digits. */
	public String baseSha256() {
		return this.generation.base().sha256();
	}

	/**
	 * Takes nothing any more, waits for what is in flight, and closes the files. Nobody else may use the log after.
	 */
	@Override
	public void close() throws IOException {
		CompletionStage<Mark> flushed = this.writer.flush().exceptionally((failed) -> durableEnd());
		this.writer.stop("it was closed");
		try {
			this.world.waiting().await(flushed, CLOSE_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FramelineException("Database '" + this.name + "': interrupted while closing the log", ex);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new FramelineException("Database '" + this.name + "': the log is still writing after "
					+ CLOSE_TIMEOUT.toSeconds() + " s. Its files stay open.", ex);
		}
		try (this.frames; this.commits) {
			return;
		}
	}

	private void checkFrame(long frame, long end) {
		if (frame < 0 || frame > end) {
			throw new IllegalArgumentException(
					"Database '" + this.name + "': expected a frame from 0 to " + end + ", got " + frame);
		}
	}

}
