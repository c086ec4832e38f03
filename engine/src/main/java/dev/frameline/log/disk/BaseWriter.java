package dev.frameline.log.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.frameline.world.DiskFile;

/** Writes a base from its first byte to its last, in constant memory, and takes its digest on the way. */
final class BaseWriter {

	/** Bytes at a time: whole pages. */
	private static final int BLOCK = 1 << 20;

	private BaseWriter() {
	}

	/** Where the bytes come from. */
	@FunctionalInterface
	interface Content {

		/**
		 * Fills {@code into} from {@code offset} on; called with offsets that grow.
		 * @return how many bytes there were
		 */
		int read(ByteBuffer into, long offset) throws IOException;

	}

	/** @param file is empty; forced, and left open */
	static Generation.Base write(long size, Content content, DiskFile file) throws IOException {
		MessageDigest digest = sha256();
		ByteBuffer block = ByteBuffer.allocate(BLOCK);
		for (long offset = 0; offset < size; offset += block.limit()) {
			block.clear().limit((int) Math.min(BLOCK, size - offset));
			if (content.read(block, offset) < block.limit()) {
				throw new EOFException("Expected a base of " + size + " bytes, it ends before " + (offset + block.limit()));
			}
			digest.update(block.array(), 0, block.limit());
			file.write(block.flip(), offset);
		}
		file.force();
		return new Generation.Base(size, HexFormat.of().formatHex(digest.digest()));
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
