package dev.frameline.database;

/** When to checkpoint: from a thousand frames on, and then whenever the WAL has grown by half as much again. */
final class Checkpoints {

	/** SQLite's own habit, about 4 MB of WAL. */
	private static final long SOFT_LIMIT = 1000;

	private long due = SOFT_LIMIT;

	boolean isDue(long frames) {
		return frames >= this.due;
	}

	/** @param frames what is left in the WAL; readers may have kept it from being emptied */
	void tried(long frames) {
		this.due = Math.max(SOFT_LIMIT, frames + SOFT_LIMIT / 2);
	}

}
