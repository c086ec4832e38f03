package dev.frameline.wal;

import java.io.IOException;

/**
 * An ordered run of frames that can be read more than once and need not stand in memory.
 *
 * <p>Implementations are safe for one reader at a time.
 */
public interface Frames {

	/** How many frames; 0 or more. */
	int count();

	/**
	 * Copies {@code count} whole frames, from the one at {@code index} (counted from 0), to {@code offset} of
	 * {@code into}.
	 * @throws IOException if the frames lie on a disk that cannot be read
	 */
	void read(int index, int count, byte[] into, int offset) throws IOException;

	default long bytes() {
		return (long) count() * Frame.SIZE;
	}

	/** Frames {@code from} (inclusive) to {@code to} (exclusive) of these. */
	default Frames slice(int from, int to) {
		Frames whole = this;
		return new Frames() {

			@Override
			public int count() {
				return to - from;
			}

			@Override
			public void read(int index, int count, byte[] into, int offset) throws IOException {
				whole.read(from + index, count, into, offset);
			}

		};
	}

	/**
	 * Reads all frames in runs of at most {@value #RUN}, so that memory stays constant.
	 * @param visitor sees each run; the array is reused
	 */
	default void forEachRun(Visitor visitor) throws IOException {
		byte[] buffer = new byte[Math.min(count(), RUN) * Frame.SIZE];
		for (int at = 0; at < count(); at += RUN) {
			int length = Math.min(RUN, count() - at);
			read(at, length, buffer, 0);
			visitor.visit(buffer, length);
		}
	}

	/** How many frames a run of {@link #forEachRun} holds at most: 1 MiB. */
	int RUN = 254;

	/** Sees runs of frames. */
	@FunctionalInterface
	interface Visitor {

		void visit(byte[] frames, int count) throws IOException;

	}

	/** Frames in memory. {@code bytes} holds whole frames from offset 0 and is not copied. */
	static Frames of(byte[] bytes) {
		return new HeapFrames(bytes);
	}

}
