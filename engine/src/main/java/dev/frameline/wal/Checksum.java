package dev.frameline.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SQLite's WAL checksum: two 32-bit sums over pairs of 32-bit words, each fed into the other. It is cumulative, so
 * the value at a frame vouches for every frame before it.
 *
 * <p>Values are carried as one {@code long}, the first sum in the high half: read as big-endian, the eight bytes at
 * offset 24 of a WAL header and at offset 16 of a frame header are that {@code long}.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#checksum_algorithm">Checksum algorithm</a>
 */
public final class Checksum {

	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private Checksum() {
	}

	/**
	 * Continues a checksum over {@code length} bytes, taken as little-endian words.
	 * @param from the value before; 0 at the start of a WAL header
	 * @param length a multiple of 8
	 */
	public static long over(long from, byte[] bytes, int offset, int length) {
		int first = (int) (from >>> 32);
		int second = (int) from;
		for (int at = offset, end = offset + length; at < end; at += 8) {
			long words = (long) WORDS.get(bytes, at);
			first += (int) words + second;
			second += (int) (words >>> 32) + first;
		}
		return ((long) first << 32) | (second & 0xffffffffL);
	}

	/**
	 * Continues a checksum over the frame at {@code offset}: the first eight bytes of its header and its page. Salt
	 * and stored checksum are not covered, which is why a frame keeps its chain when another file's salt is put in.
	 */
	public static long overFrame(long from, byte[] frames, int offset) {
		long afterHeader = over(from, frames, offset, 8);
		return over(afterHeader, frames, offset + Frame.HEADER_SIZE, Frame.PAGE_SIZE);
	}

}
