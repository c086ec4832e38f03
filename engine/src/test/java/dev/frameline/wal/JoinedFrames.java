package dev.frameline.wal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Transactions that were made one by one, as one run of frames. */
public final class JoinedFrames {

	private JoinedFrames() {
	}

	/** A copy of all of them. */
	public static Frames of(Frames... all) throws IOException {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (Frames frames : all) {
			frames.forEachRun((run, count) -> joined.write(run, 0, count * Frame.SIZE));
		}
		return Frames.of(joined.toByteArray());
	}

}
