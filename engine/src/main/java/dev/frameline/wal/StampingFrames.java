package dev.frameline.wal;

import java.io.IOException;

/**
 * Frames as they stand in another WAL, like {@link StampedFrames}, whose chain is computed while they are read: whoever
 * reads them once and in order, as a server does, reads each only once, and need not wait for the last to have the first.
 */
public final class StampingFrames implements Frames {

	private final Frames source;

	private final long salt;

	private final long[] checksums;

	private long chain;

	private int stamped;

	/**
	 * Continues a WAL with {@code source}.
	 * @param salt the salt of that WAL
	 * @param from its chain so far
	 */
	public StampingFrames(Frames source, long salt, long from) {
		this.source = source;
		this.salt = salt;
		this.checksums = new long[source.count()];
		this.chain = from;
	}

	@Override
	public int count() {
		return this.checksums.length;
	}

	@Override
	public void read(int index, int count, byte[] into, int offset) throws IOException {
		skipTo(index);
		this.source.read(index, count, into, offset);
		for (int i = 0; i < count; i++) {
			int at = offset + i * Frame.SIZE;
			stamp(index + i, into, at);
			Frame.stamp(into, at, this.salt, this.checksums[index + i]);
		}
	}

	private void skipTo(int index) throws IOException {
		byte[] skipped = (this.stamped < index) ? new byte[Frame.SIZE] : new byte[0];
		while (this.stamped < index) {
			this.source.read(this.stamped, 1, skipped, 0);
			stamp(this.stamped, skipped, 0);
		}
	}

	private void stamp(int index, byte[] frames, int at) {
		if (index == this.stamped) {
			this.chain = Checksum.overFrame(this.chain, frames, at);
			this.checksums[index] = this.chain;
			this.stamped++;
		}
	}

}
