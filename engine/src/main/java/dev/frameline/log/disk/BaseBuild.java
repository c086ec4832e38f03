package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

import dev.frameline.Chain;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * Builds the base of a generation: the base of the one before plus all of its frames. Both are read and checked, and the
 * new base is written from its first byte to its last.
 *
 * <p>As in a checkpoint of SQLite's, a page that has no frame stays what it was, and the last commit tells the size.
 * Pages that neither has are zeros: the one that holds SQLite's lock byte is never written.
 */
final class BaseBuild {

	private final String name;

	private final StoredGeneration before;

	private final GenerationFiles files;

	private final Disk disk;

	private final BooleanSupplier stopped;

	private final PageTable newest = new PageTable();

	private long sizeAfter;

	/**
	 * @param before is sealed and has a base
	 * @param files of the generation whose base it is
	 * @param stopped whether nobody wants it any more
	 */
	BaseBuild(String name, StoredGeneration before, GenerationFiles files, Disk disk, BooleanSupplier stopped) {
		this.name = name;
		this.before = before;
		this.files = files;
		this.disk = disk;
		this.stopped = stopped;
	}

	/** @return what was put in place, durably */
	Generation.Base run() throws IOException {
		index();
		Generation.Base built;
		try (DiskFile old = this.disk.openRead(this.before.files().base());
				DiskFile file = this.disk.open(this.files.baseDraft())) {
			file.truncate(0);
			CheckedBase checked = new CheckedBase(old);
			built = BaseWriter.write(this.sizeAfter * Frame.PAGE_SIZE, (into, offset) -> {
				requireWanted();
				return fill(checked, into, offset);
			}, file);
			requireUnchanged(checked);
		}
		this.disk.rename(this.files.baseDraft(), this.files.base());
		this.disk.forceDirectory(this.files.directory());
		return built;
	}

	private void index() throws IOException {
		Frames frames = this.before.all();
		long[] chain = { this.before.start().chain().value() };
		long[] frame = new long[1];
		frames.forEachRun((run, count) -> {
			requireWanted();
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				chain[0] = Checksum.overFrame(chain[0], run, at);
				this.newest.put(Frame.pageNumber(run, at), ++frame[0]);
				this.sizeAfter = Frame.sizeAfter(run, at);
			}
		});
		Chain end = new Chain(chain[0]);
		if (!end.equals(this.before.end().chain())) {
			throw new LogDamagedException("Database '" + this.name + "': expected " + this.before.files().frames()
					+ " to have the chain " + this.before.end().chain() + " at frame " + frame[0] + ", where it was sealed,"
					+ " found " + end + ": a frame has changed on the disk. No base is built from it. Restore the file"
					+ " from a copy.");
		}
	}

	private void requireUnchanged(CheckedBase old) throws IOException {
		Generation.Base expected = this.before.description().base();
		String found = old.sha256();
		if (expected == null || !expected.sha256().equals(found)) {
			throw new LogDamagedException("Database '" + this.name + "': expected " + this.before.files().base()
					+ " to have the SHA-256 " + ((expected != null) ? expected.sha256() : "of a base") + ", found " + found
					+ ": it has changed on the disk. No base is built from it. Restore the file from a copy.");
		}
	}

	private int fill(CheckedBase old, ByteBuffer into, long offset) throws IOException {
		int length = into.remaining();
		old.read(into, offset);
		while (into.hasRemaining()) {
			into.put((byte) 0);
		}
		byte[] frame = new byte[Frame.SIZE];
		for (int at = 0; at < length; at += Frame.PAGE_SIZE) {
			long place = this.newest.get((offset + at) / Frame.PAGE_SIZE + 1);
			if (place > 0) {
				this.before.read(place, frame, 0);
				into.put(at, frame, Frame.HEADER_SIZE, Frame.PAGE_SIZE);
			}
		}
		return length;
	}

	private void requireWanted() throws IOException {
		if (this.stopped.getAsBoolean()) {
			throw new IOException("the log was closed while a base was built");
		}
	}

}
