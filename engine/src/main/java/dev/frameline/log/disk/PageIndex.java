package dev.frameline.log.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.wal.Frame;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;

/**
 * Which frame of a generation is the newest one of a page. Read from the headers of {@code frames.wal} when it is first
 * asked for, and brought up to date when it is asked again; so it costs nothing while nobody is far behind.
 *
 * <p>Not safe for more than one thread at a time.
 */
final class PageIndex {

	private final DiskFile frames;

	private final PageTable newest = new PageTable();

	private long indexed;

	PageIndex(DiskFile frames) {
		this.frames = frames;
	}

	/** Brings it up to frame {@code end}, which is durable. */
	void extend(long end) throws IOException {
		byte[] header = new byte[Frame.HEADER_SIZE];
		while (this.indexed < end) {
			if (this.frames.read(ByteBuffer.wrap(header), WalScan.offset(this.indexed + 1)) < header.length) {
				throw new EOFException("Expected " + end + " frames in frames.wal, it ends after " + this.indexed);
			}
			this.indexed++;
			this.newest.put(Frame.pageNumber(header, 0), this.indexed);
		}
	}

	/** How many pages have changed after a frame. */
	int countChanged(long after) {
		return this.newest.countAfter(after);
	}

	/** Sees each page that has changed after a frame, with its newest frame. */
	void forEachChanged(long after, PageTable.Visitor visitor) {
		this.newest.forEach((page, frame) -> {
			if (frame > after) {
				visitor.visit(page, frame);
			}
		});
	}

}
