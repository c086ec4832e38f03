package dev.frameline.database;

import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalIndexHeader;

/**
 * A commit of the writer's that nobody is shown yet.
 */
public final class Hidden {

	private final FileFrames frames;

	private final WalIndexHeader before;

	private final WalIndexHeader after;

	Hidden(FileFrames frames, WalIndexHeader before, WalIndexHeader after) {
		this.frames = frames;
		this.before = before;
		this.after = after;
	}

	/** Its frames with this file's own salt and chain, for as long as it is tentative. */
	public Frames frames() {
		return this.frames;
	}

	/** How many frames. */
	public int count() {
		return this.frames.count();
	}

	/** Its frames and those of all commits up to {@code last}, which is the same one or comes after it. */
	public Frames framesTo(Hidden last) {
		long bytes = last.frames.offset() - this.frames.offset();
		return new FileFrames(this.frames.file(), this.frames.offset(),
				Math.toIntExact(bytes / Frame.SIZE) + last.frames.count());
	}

	/** What it was made on. */
	WalIndexHeader before() {
		return this.before;
	}

	/** What readers are shown once it is published. */
	WalIndexHeader after() {
		return this.after;
	}

}
