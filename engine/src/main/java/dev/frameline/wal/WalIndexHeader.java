package dev.frameline.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The 48 bytes at the head of the wal-index, of which {@code -shm} holds two copies: what a reader that begins takes
 * as committed. Immutable. Words are in the machine's order, which has to be little-endian here; the salt stands as
 * in the WAL header.
 *
 * <pre>
 * offset  size
 *      0     4  version: 3007000
 *      4     4  unused
 *      8     4  change counter
 *     12     1  1 once initialised
 *     13     1  1 if the WAL's checksums are big-endian
 *     14     2  page size
 *     16     4  mxFrame: last committed frame
 *     20     4  nPage: database size in pages
 *     24     8  checksum of that frame
 *     32     8  salt
 *     40     8  checksum of the bytes before
 * </pre>
 *
 * @see <a href="https://www.sqlite.org/walformat.html#the_wal_index_header">The WAL-index header</a>
 */
public final class WalIndexHeader {

	/** Bytes of the header. */
	public static final int SIZE = 48;

	private final byte[] bytes;

	private WalIndexHeader(byte[] bytes) {
		this.bytes = bytes;
	}

	/** Takes 48 bytes as they are; {@link #isSound()} tells whether they are a header. */
	static WalIndexHeader of(byte[] bytes) {
		return new WalIndexHeader(bytes);
	}

	/**
	 * The header that SQLite's recovery would build.
	 * @param salt of the WAL
	 * @param frames committed frames
	 * @param pages database size in pages after them
	 * @param checksum of the last of them
	 */
	public static WalIndexHeader rebuilt(long salt, long frames, long pages, long checksum) {
		ByteBuffer header = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
		header.putInt(0, WalHeader.FORMAT);
		return new WalIndexHeader(header.array()).advanced(salt, frames, pages, checksum);
	}

	/** This header after frames were added: one change further, initialised, sealed. */
	public WalIndexHeader advanced(long salt, long frames, long pages, long checksum) {
		ByteBuffer header = ByteBuffer.wrap(this.bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
		header.putInt(0, WalHeader.FORMAT);
		header.putInt(8, header.getInt(8) + 1);
		header.put(12, (byte) 1);
		header.put(13, (byte) 0);
		header.putShort(14, (short) Frame.PAGE_SIZE);
		header.putInt(20, (int) pages);
		header.putInt(24, (int) (checksum >>> 32));
		header.putInt(28, (int) checksum);
		return sealed(header, salt, frames);
	}

	/** This header for a WAL that was begun anew with another salt and has no committed frame yet. */
	public WalIndexHeader restarted(long salt) {
		return sealed(ByteBuffer.wrap(this.bytes.clone()).order(ByteOrder.LITTLE_ENDIAN), salt, 0);
	}

	private static WalIndexHeader sealed(ByteBuffer header, long salt, long frames) {
		header.putInt(16, (int) frames);
		header.order(ByteOrder.BIG_ENDIAN).putLong(32, salt).order(ByteOrder.LITTLE_ENDIAN);
		long checksum = Checksum.over(0, header.array(), 0, SIZE - 8);
		header.putInt(40, (int) (checksum >>> 32));
		header.putInt(44, (int) checksum);
		return new WalIndexHeader(header.array());
	}

	/** Whether its own checksum holds. */
	public boolean isSound() {
		long checksum = Checksum.over(0, this.bytes, 0, SIZE - 8);
		return word(40) == (int) (checksum >>> 32) && word(44) == (int) checksum;
	}

	/** How often the header was written. */
	public int change() {
		return word(8);
	}

	/** The last committed frame: {@code mxFrame}. */
	public long frames() {
		return word(16) & 0xffffffffL;
	}

	/** Database size in pages; 0 if the WAL is empty. */
	public long pages() {
		return word(20) & 0xffffffffL;
	}

	/** Checksum of the last committed frame. */
	public long checksum() {
		return ((long) word(24) << 32) | (word(28) & 0xffffffffL);
	}

	/** The salt as in {@link WalHeader#salt()}. */
	public long salt() {
		return ByteBuffer.wrap(this.bytes).getLong(32);
	}

	/** Whether the WAL's checksums are taken over big-endian words. */
	public boolean isBigEndian() {
		return this.bytes[13] != 0;
	}

	byte[] bytes() {
		return this.bytes;
	}

	private int word(int offset) {
		return ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof WalIndexHeader header && Arrays.equals(this.bytes, header.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "change " + change() + ", " + frames() + " frames, " + pages() + " pages, salt "
				+ String.format("%016x", salt());
	}

}
