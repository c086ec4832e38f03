package dev.frameline.database;

import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A page as it stood in the last frame of a WAL. Once all of that WAL was copied into the database file, the page must
 * be found there: an older copy of the file has another one, as the last commit before has changed just this page.
 *
 * @param page its number, from 1
 * @param checksum of its 4096 bytes, SQLite's WAL checksum begun with 0
 */
record Witness(long page, long checksum) {

	/** As it is kept in a state record: page 0 is none. */
	static @Nullable Witness of(long page, long checksum) {
		return (page != 0) ? new Witness(page, checksum) : null;
	}

	/**
	 * Of a commit frame.
	 * @return {@code null} if the commit has cut the page off
	 */
	static @Nullable Witness of(byte[] frame) {
		return (Frame.pageNumber(frame, 0) <= Frame.sizeAfter(frame, 0)) ? at(frame, 0) : null;
	}

	/** The page of a frame, in the version that the frame at {@code offset} has. */
	static Witness at(byte[] frames, int offset) {
		return new Witness(Frame.pageNumber(frames, offset), checksum(frames, offset + Frame.HEADER_SIZE));
	}

	/** The same page in another version. */
	Witness withPage(byte[] content) {
		return new Witness(this.page, checksum(content, 0));
	}

	private static long checksum(byte[] bytes, int offset) {
		return Checksum.over(0, bytes, offset, Frame.PAGE_SIZE);
	}

}
