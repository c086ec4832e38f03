package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

import dev.frameline.world.DiskFile;

/** A base that is read from its first byte to its last, and its digest on the way. */
final class CheckedBase {

	private final DiskFile file;

	private final MessageDigest digest = BaseWriter.sha256();

	private long next;

	CheckedBase(DiskFile file) {
		this.file = file;
	}

	/**
	 * Reads on.
	 * @param offset where the read before ended, or beyond the end
	 * @return how many bytes there were
	 */
	int read(ByteBuffer into, long offset) throws IOException {
		int start = into.position();
		int count = this.file.read(into, offset);
		this.digest.update(into.array(), into.arrayOffset() + start, count);
		this.next = (count > 0) ? offset + count : this.next;
		return count;
	}

	/** The digest of all of it, also of what nobody has read. */
	String sha256() throws IOException {
		return sha256(() -> false);
	}

	/**
	 * As {@link #sha256()}, of a file that may be long.
	 * @param stopped whether nobody wants it any more
	 */
	String sha256(BooleanSupplier stopped) throws IOException {
		ByteBuffer rest = ByteBuffer.allocate(1 << 16);
		while (read(rest.clear(), this.next) > 0) {
			if (stopped.getAsBoolean()) {
				throw new IOException("the log was closed while a base was read");
			}
		}
		return HexFormat.of().formatHex(this.digest.digest());
	}

}
