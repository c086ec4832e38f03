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
		return of(first, second);
	}

	/**
	 * Continues a checksum over the frame at {@code offset}: the first eight bytes of its header and its page. Salt
	 * and stored checksum are not covered, which is why a frame keeps its chain when another file's salt is put in.
	 */
	public static long overFrame(long from, byte[] frames, int offset) {
		long afterHeader = over(from, frames, offset, 8);
		return over(afterHeader, frames, offset + Frame.HEADER_SIZE, Frame.PAGE_SIZE);
	}

	/** What a checksum was before it ran over the frame at {@code offset}: {@link #overFrame} undone. */
	public static long beforeFrame(long after, byte[] frames, int offset) {
		long beforePage = before(after, frames, offset + Frame.HEADER_SIZE, Frame.PAGE_SIZE);
		return before(beforePage, frames, offset, 8);
	}

	private static long before(long after, byte[] bytes, int offset, int length) {
		int first = (int) (after >>> 32);
		int second = (int) after;
		for (int at = offset + length - 8; at >= offset; at -= 8) {
			long words = (long) WORDS.get(bytes, at);
			second -= (int) (words >>> 32) + first;
			first -= (int) words + second;
		}
		return of(first, second);
	}

	/**
	 * What a checksum began with, told without reading a byte by another one that ran over the same bytes.
	 *
	 * <p>Both sums are linear, modulo 2<sup>32</sup>: over whatever bytes, the difference of two checksums changes as it
	 * does over zeros. A pair of words back, it is multiplied by the matrix {@code (2 -1, -1 1)}, which stays symmetric
	 * in all its powers.
	 * @param after what the checksum is now
	 * @param otherBefore what the other one began with
	 * @param otherAfter what it is now
	 * @param length how many bytes both ran over, a multiple of 8
	 */
	public static long before(long after, long otherBefore, long otherAfter, long length) {
		int first = (int) (after >>> 32) - (int) (otherAfter >>> 32);
		int second = (int) after - (int) otherAfter;
		int a = 2;
		int b = -1;
		int c = 1;
		for (long pairs = length / 8; pairs > 0; pairs >>= 1) {
			if ((pairs & 1) != 0) {
				int product = a * first + b * second;
				second = b * first + c * second;
				first = product;
			}
			int square = b * b;
			b *= a + c;
			a = a * a + square;
			c = c * c + square;
		}
		return of((int) (otherBefore >>> 32) + first, (int) otherBefore + second);
	}

	private static long of(int first, int second) {
		return ((long) first << 32) | (second & 0xffffffffL);
	}

}
