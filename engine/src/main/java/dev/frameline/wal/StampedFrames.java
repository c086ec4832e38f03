package dev.frameline.wal;

import java.io.IOException;

/**
 * Frames as they stand in another WAL: the same pages with that WAL's salt and chain.
 *
 * <p>The chain is computed once, in one pass, and held: 8 bytes a frame.
 */
public final class StampedFrames implements Frames {

	private final Frames source;

	private final long salt;

	private final long[] checksums;

	private StampedFrames(Frames source, long salt, long[] checksums) {
		this.source = source;
		this.salt = salt;
		this.checksums = checksums;
	}

	/**
	 * Continues a WAL with {@code source}.
	 * @param salt the salt of that WAL
	 * @param from its chain so far
	 */
	public static StampedFrames stamp(Frames source, long salt, long from) throws IOException {
		long[] checksums = new long[source.count()];
		source.forEachRun(new Visitor() {

			private long chain = from;

			private int index;

			@Override
			public void visit(byte[] frames, int count) {
				for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
					this.chain = Checksum.overFrame(this.chain, frames, at);
					checksums[this.index++] = this.chain;
				}
			}

		});
		return new StampedFrames(source, salt, checksums);
	}

	@Override
	public int count() {
		return this.checksums.length;
	}

	/** The chain at the last frame. There is at least one. */
	public long lastChecksum() {
		return this.checksums[this.checksums.length - 1];
	}

	/** The chain at the frame at {@code index}, counted from 0. */
	public long checksum(int index) {
		return this.checksums[index];
	}

	@Override
	public void read(int index, int count, byte[] into, int offset) throws IOException {
		this.source.read(index, count, into, offset);
		for (int i = 0; i < count; i++) {
			Frame.stamp(into, offset + i * Frame.SIZE, this.salt, this.checksums[index + i]);
		}
	}

}
