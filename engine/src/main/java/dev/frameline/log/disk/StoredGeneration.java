package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * A generation on disk, open for reading: what is durable of it. The newest one grows; those before it are sealed and
 * never change, except that their description learns of a base or a seal.
 */
final class StoredGeneration implements AutoCloseable {

	private final String name;

	private final GenerationFiles files;

	private final DiskFile frames;

	private final CommitsFile commits;

	private final Supplier<LogWriter.Durable> durable;

	private final PageIndex index;

	private volatile Generation description;

	private int pins;

	/** @param durable what of it was forced; never goes back */
	StoredGeneration(String name, GenerationFiles files, Generation description, DiskFile frames, CommitsFile commits,
			Supplier<LogWriter.Durable> durable) {
		this.name = name;
		this.files = files;
		this.description = description;
		this.frames = frames;
		this.commits = commits;
		this.durable = durable;
		this.index = new PageIndex(frames);
	}

	long number() {
		return this.files.generation();
	}

	GenerationFiles files() {
		return this.files;
	}

	Generation description() {
		return this.description;
	}

	/**
	 * Its base is complete.
	 * @throws IOException if the disk may have missed it. Then it counts as not complete: once the generation before is
	 * gone, only the disk's word helps
	 */
	synchronized void completed(Generation.Base base, Disk disk) throws IOException {
		Generation complete = this.description.withBase(base);
		new DescriptionFile(this.files, disk).put(complete);
		this.description = complete;
	}

	/** Its base is of no use, and is going to be built anew. */
	synchronized void incomplete(Disk disk) throws IOException {
		this.description = this.description.withBase(null);
		new DescriptionFile(this.files, disk).put(this.description);
	}

	/**
	 * The next one exists, so this one has ended.
	 * @throws IOException if the disk may have missed it; the next one tells it too
	 */
	synchronized void ended(Generation.Seal seal, Disk disk) throws IOException {
		this.description = this.description.withSeal(seal);
		new DescriptionFile(this.files, disk).put(this.description);
	}

	GenerationStart start() {
		return this.description.start();
	}

	/** Its durable end; for a sealed one, its last frame. */
	Mark end() {
		return this.durable.get().mark();
	}

	/** Where it ended; {@code null} while it goes on. */
	@Nullable Mark seal() {
		Generation.Seal seal = this.description.seal();
		return (seal != null) ? Mark.of(number(), seal.frame(), seal.chain()) : null;
	}

	boolean hasBase() {
		return this.description.base() != null;
	}

	// -- frames

	/** As {@link LogDirectory#range}, within this generation. */
	Frames range(long from, long maxFrames) throws IOException {
		LogWriter.Durable durable = this.durable.get();
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

	/** The frame at {@code frame}, which is durable, counted from 1. */
	void read(long frame, byte[] into, int offset) throws IOException {
		new FileFrames(this.frames, WalScan.offset(frame), 1).read(0, 1, into, offset);
	}

	/** All durable frames. */
	Frames all() {
		return new FileFrames(this.frames, WalScan.offset(1), Math.toIntExact(end().position().frame()));
	}

	/**
	 * The chain at a frame.
	 * @param frame 0 up to the durable end
	 */
	Chain chainAt(long frame) throws IOException {
		checkFrame(frame, end().position().frame());
		if (frame == 0) {
			return start().chain();
		}
		byte[] header = new byte[Frame.HEADER_SIZE];
		this.frames.read(ByteBuffer.wrap(header), WalScan.offset(frame));
		return new Chain(Frame.checksum(header, 0));
	}

	// -- commits

	/** When the first durable commit after a frame was made; 0 if there is none. */
	long commitTimeAfter(long frame) throws IOException {
		long records = this.durable.get().records();
		long first = this.commits.firstAfter(frame, records);
		return (first < records) ? this.commits.record(first).time() : 0;
	}

	/** Looks for a durable commit, the newest ones first. */
	Optional<Mark> find(CommitId id) throws IOException {
		List<Mark> found = new ArrayList<>(1);
		this.commits.forEachBackwards(this.durable.get().records(), (index, record) -> {
			if (record.isCommit() && id.equals(record.id())) {
				found.add(record.end(number()));
			}
			return found.isEmpty();
		});
		return found.stream().findFirst();
	}

	// -- changed pages

	/** At least so many pages have changed after a frame, and so many if nothing comes meanwhile. */
	int countChanged(long after) throws IOException {
		synchronized (this.index) {
			this.index.extend(end().position().frame());
			return this.index.countChanged(after);
		}
	}

	/**
	 * Sees each page that has changed after a frame, with its newest frame.
	 * @return up to where that is true: the durable end
	 */
	Mark forEachChanged(long after, PageTable.Visitor visitor) throws IOException {
		synchronized (this.index) {
			// Asked for here: what the index has seen must not lie behind it
			Mark end = end();
			this.index.extend(end.position().frame());
			this.index.forEachChanged(after, visitor);
			return end;
		}
	}

	// -- being kept

	/** Keeps it from being deleted until {@link #unpin()}. */
	synchronized void pin() {
		this.pins++;
	}

	synchronized void unpin() {
		this.pins--;
	}

	synchronized boolean isPinned() {
		return this.pins > 0;
	}

	private void checkFrame(long frame, long end) {
		if (frame < 0 || frame > end) {
			throw new IllegalArgumentException("Database '" + this.name + "': expected a frame from 0 to " + end
					+ " of generation " + number() + ", got " + frame);
		}
	}

	@Override
	public void close() throws IOException {
		try (this.frames; this.commits) {
			return;
		}
	}

}
