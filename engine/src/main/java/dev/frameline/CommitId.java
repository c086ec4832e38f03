package dev.frameline;

import java.util.UUID;

/**
 * Who made a commit. A log counts the same id once, however often it arrives; equal frames from two ids are two
 * commits.
 *
 * @param origin a random id drawn at each start of a process
 * @param serial the origin's own counter, from 1, without gaps backwards: a later commit has a larger serial
 */
public record CommitId(UUID origin, long serial) {

	public CommitId {
		if (serial < 1) {
			throw new IllegalArgumentException("Serials count from 1, not " + serial);
		}
	}

	/**
	 * An earlier commit of the same origin.
	 * @param commits how many serials before this one, fewer than {@link #serial()}
	 */
	public CommitId before(long commits) {
		return (commits == 0) ? this : new CommitId(this.origin, this.serial - commits);
	}

	@Override
	public String toString() {
		return this.origin + "/" + this.serial;
	}

}
