package dev.frameline.primary;

import java.io.IOException;
import java.util.Arrays;

import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;

/** Compares frames by what they do: page number, size after the commit, page; not by whose WAL they stood in. */
final class SameFrames {

	private SameFrames() {
	}

	/** Whether {@code whole} begins with {@code held}, which is not longer. */
	static boolean begin(Frames whole, Frames held) throws IOException {
		byte[] other = new byte[Math.min(held.count(), Frames.RUN) * Frame.SIZE];
		boolean[] same = { true };
		int[] index = new int[1];
		held.forEachRun((run, count) -> {
			whole.read(index[0], count, other, 0);
			index[0] += count;
			for (int at = 0; same[0] && at < count * Frame.SIZE; at += Frame.SIZE) {
				same[0] = Arrays.equals(run, at, at + 8, other, at, at + 8)
						&& Arrays.equals(run, at + Frame.HEADER_SIZE, at + Frame.SIZE, other, at + Frame.HEADER_SIZE,
								at + Frame.SIZE);
			}
		});
		return same[0];
	}

}
