package dev.frameline.wal;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes before the first frame of a WAL file. All numbers are big-endian.
 *
 * <pre>
 * offset  size
 *      0     4  magic: 0x377f0682, or 0x377f0683 if checksums are taken over big-endian words
 *      4     4  format: 3007000
 *      8     4  page size
 *     12     4  checkpoint sequence
 *     16     8  salt: two 32-bit numbers that change whenever the file is begun anew
 *     24     8  checksum of the bytes before
 * </pre>
 *
 * @param sequence the checkpoint sequence; SQLite only counts it
 * @param salt both salts, the first in the high half
 */
public record WalHeader(int sequence, long salt) {

	/** Bytes of a WAL header. */
	public static final int SIZE = 32;

	/** Magic of a WAL whose checksums are taken over little-endian words. */
	public static final int MAGIC = 0x377f0682;

	/** The only format there is. */
	public static final int FORMAT = 3007000;

	/** The 32 bytes. */
	public byte[] encode() {
		ByteBuffer bytes = ByteBuffer.allocate(SIZE);
		bytes.putInt(MAGIC).putInt(FORMAT).putInt(Frame.PAGE_SIZE).putInt(this.sequence).putLong(this.salt);
		bytes.putLong(Checksum.over(0, bytes.array(), 0, SIZE - 8));
		return bytes.array();
	}

	/** The checksum in the header: what the first frame's chain begins with. */
	public long checksum() {
		return Checksum.over(0, encode(), 0, SIZE - 8);
	}

	/**
	 * Reads a header.
	 * @param bytes at least 32 bytes
	 * @return {@code null} if these are not a WAL header or a torn one
	 * @throws UnsupportedWalException if it is a whole header of a kind that is not spoken here
	 */
	public static @Nullable WalHeader decode(byte[] bytes) {
		ByteBuffer header = ByteBuffer.wrap(bytes);
		int magic = header.getInt(0);
		if ((magic & ~1) != MAGIC || header.getInt(4) != FORMAT) {
			return null;
		}
		if (magic != MAGIC) {
			throw new UnsupportedWalException("big-endian checksums, as a machine of another byte order writes them");
		}
		if (Checksum.over(0, bytes, 0, SIZE - 8) != header.getLong(24)) {
			return null;
		}
		int pageSize = header.getInt(8);
		if (pageSize != Frame.PAGE_SIZE) {
			throw new UnsupportedWalException("pages of " + pageSize + " bytes");
		}
		return new WalHeader(header.getInt(12), header.getLong(16));
	}

}
