package dev.frameline.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait in a temporary file for their commit frame, so that a transaction of any length costs constant
 * memory. What a crash leaves of it is worthless and is removed when the next one is made.
 *
 * <p>Not safe for more than one thread at a time.
 */
public final class Spool implements AutoCloseable {

	private final Disk disk;

	private final Path path;

	private @Nullable DiskFile file;

	private int count;

	/**
	 * Removes what a crash may have left at {@code path}.
	 * @param path where the file is, while there is one
	 */
	public Spool(Disk disk, Path path) throws IOException {
		this.disk = disk;
		this.path = path;
		disk.delete(path);
	}

	/** How many frames there are. */
	public int count() {
		return this.count;
	}

	public boolean isEmpty() {
		return this.count == 0;
	}

	/** All of them; valid until the spool is changed. */
	public Frames frames() throws IOException {
		return new FileFrames(file(), 0, this.count);
	}

	public void add(Frames frames) throws IOException {
		DiskFile target = file();
		frames.forEachRun((run, length) -> {
			target.write(ByteBuffer.wrap(run, 0, length * Frame.SIZE), (long) this.count * Frame.SIZE);
			this.count += length;
		});
	}

	/** Keeps only the first {@code frames} frames. */
	public void truncate(int frames) throws IOException {
		if (frames < this.count) {
			file().truncate((long) frames * Frame.SIZE);
			this.count = frames;
		}
	}

	/** Removes the first {@code frames} frames. */
	public void removeFirst(int frames) throws IOException {
		DiskFile target = file();
		Frames rest = frames().slice(frames, this.count);
		this.count = 0;
		rest.forEachRun((run, length) -> {
			target.write(ByteBuffer.wrap(run, 0, length * Frame.SIZE), (long) this.count * Frame.SIZE);
			this.count += length;
		});
		target.truncate((long) this.count * Frame.SIZE);
	}

	public void clear() throws IOException {
		truncate(0);
	}

	private DiskFile file() throws IOException {
		if (this.file == null) {
			this.file = this.disk.open(this.path);
		}
		return this.file;
	}

	/** Removes the file. */
	@Override
	public void close() throws IOException {
		this.count = 0;
		if (this.file != null) {
			this.file.close();
			this.file = null;
			this.disk.delete(this.path);
		}
	}

}
