package dev.frameline.wal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.world.DiskFile;

/**
 * Frames in a file.
 *
 * @param file stays open, and these bytes unchanged, for as long as the frames are used
 * @param offset where the first frame begins, in bytes
 * @param count how many
 */
public record FileFrames(DiskFile file, long offset, int count) implements Frames {

	@Override
	public void read(int index, int count, byte[] into, int offset) throws IOException {
		int length = count * Frame.SIZE;
		int read = this.file.read(ByteBuffer.wrap(into, offset, length), this.offset + (long) index * Frame.SIZE);
		if (read < length) {
			throw new EOFException("Expected " + length + " bytes of frames, the file ends after " + read);
		}
	}

}
