package dev.frameline.database;

import java.io.IOException;

import dev.frameline.wal.WalIndex;
import dev.frameline.wal.WalIndexHeader;

/**
 * The two headers of an open file: the visible one, which rests in the wal-index, and the tip's; and the watch over the
 * index, which must show what we wrote last, in all 48 bytes. Used under SQLite's write lock where it compares or puts.
 */
final class Headers implements AutoCloseable {

	private final String name;

	private final WalIndex index;

	private final VisibleGuard guard;

	private final WritingStop writing;

	private volatile WalIndexHeader tip;

	/** Whether SQLite may have begun the WAL anew since the visible header was put. */
	private boolean mayRestart;

	Headers(String name, WalIndex index, VisibleGuard guard, WritingStop writing) {
		this.name = name;
		this.index = index;
		this.guard = guard;
		this.writing = writing;
		this.tip = guard.header();
	}

	/** The header that readers are shown. */
	WalIndexHeader visible() {
		return this.guard.header();
	}

	/** The header after what is tentative. */
	WalIndexHeader tip() {
		return this.tip;
	}

	boolean isTentative() {
		return !this.tip.equals(visible());
	}

	void requireNothingTentative() {
		if (isTentative()) {
			throw new IllegalStateException("Database '" + this.name + "': a commit is still tentative");
		}
	}

	/** Whether all visible frames stand in the database file, so that the next commit may begin the WAL anew. */
	boolean isBackfilled() {
		return this.index.backfilled() == visible().frames();
	}

	/** SQLite is about to do what may begin the WAL anew. */
	void expectRestart(boolean expected) {
		this.mayRestart = expected;
	}

	/**
	 * Whether the index shows what readers are to see, in these or other words: once all of a WAL stands in the
	 * database file, SQLite begins it anew before a transaction writes its first frame, be it one that is rolled back
	 * later or whose commit is refused.
	 */
	boolean showsVisible() {
		WalIndexHeader visible = visible();
		if (this.index.shows(visible)) {
			return true;
		}
		WalIndexHeader found = this.index.header();
		if (!this.mayRestart || isTentative() || !found.equals(visible.restarted(found.salt()))) {
			return false;
		}
		this.mayRestart = false;
		this.guard.renewed(found);
		this.tip = found;
		return true;
	}

	void requireVisible() {
		if (!showsVisible()) {
			throw foreign(visible());
		}
	}

	/**
	 * Takes the header that SQLite's own {@code COMMIT} has left for the tip's, and puts the visible one back.
	 * @param before the tip's until then
	 */
	void hide(WalIndexHeader before) {
		WalIndexHeader after = this.index.header();
		WalIndexHeader visible = visible();
		this.tip = after;
		this.mayRestart = false;
		this.guard.hide((after.salt() == before.salt()) ? visible : visible.restarted(after.salt()));
		if (!after.equals(before) && after.change() != before.change() + 1) {
			throw foreign(before);
		}
	}

	/** Shows {@code next}, be it the tip's, one before it, or one after it that is the tip's from here. */
	void publish(WalIndexHeader next) {
		boolean before = isTentative() && next.frames() < this.tip.frames();
		this.guard.publish(next);
		if (!before) {
			this.tip = next;
		}
	}

	/** What was tentative behind {@code last} is gone. */
	void takenBackTo(WalIndexHeader last) {
		this.tip = last;
	}

	/** Somebody else has written: what the file holds is no longer certain. */
	private ForeignWriterException foreign(WalIndexHeader expected) {
		ForeignWriterException ex = new ForeignWriterException(this.name, expected.toString(),
				this.index.header().toString());
		this.writing.stop("somebody else has written to the file", ex);
		return ex;
	}

	/** Called after the last SQLite connection of the process to this file was closed. */
	@Override
	public void close() throws IOException {
		this.index.close();
	}

}
