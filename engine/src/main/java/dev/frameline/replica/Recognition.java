package dev.frameline.replica;

import java.io.IOException;
import java.util.Arrays;

import dev.frameline.log.Pulled;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;

/** Whether a log without identity is the one that was followed before: it has the frame that came last. */
final class Recognition {

	private Recognition() {
	}

	/**
	 * Looks at what a log has where this node is.
	 * @param pulled its answer, from that frame on
	 * @param last the frame as it stands here
	 * @return what is wrong; {@code null} if nothing is, or the answer says nothing of it
	 */
	static @Nullable String strange(Pulled pulled, byte[] last) throws IOException {
		if (pulled instanceof Pulled.UpToDate || pulled instanceof Pulled.Ended) {
			return "the log ends before this node: it is another database, or was restored from an older copy";
		}
		if (pulled instanceof Pulled.Batch batch && batch.frames().count() > 0 && !same(batch.frames(), last)) {
			return "the frame there has another content: it is another database, or was restored and has gone on";
		}
		return null;
	}

	/** Salts and checksums are each file's own. */
	private static boolean same(Frames frames, byte[] last) throws IOException {
		byte[] first = new byte[Frame.SIZE];
		frames.read(0, 1, first, 0);
		return Frame.pageNumber(first, 0) == Frame.pageNumber(last, 0) && Frame.sizeAfter(first, 0) == Frame.sizeAfter(last, 0)
				&& Arrays.equals(first, Frame.HEADER_SIZE, Frame.SIZE, last, Frame.HEADER_SIZE, Frame.SIZE);
	}

}
