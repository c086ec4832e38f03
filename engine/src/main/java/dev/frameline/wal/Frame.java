package dev.frameline.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The layout of a frame: one page image with its header, the unit that travels. All numbers are big-endian.
 *
 * <pre>
 * offset  size
 *      0     4  page number, from 1
 *      4     4  sizeAfter: database size in pages after the commit; 0 if not a commit frame
 *      8     8  salt, as in the WAL header
 *     16     8  checksum up to and including this frame
 *     24  4096  page
 * </pre>
 */
public final class Frame {

	/** Bytes of a page. */
	public static final int PAGE_SIZE = 4096;

	/** Bytes of a frame header. */
	public static final int HEADER_SIZE = 24;

	/** Bytes of a frame: 4120. */
	public static final int SIZE = HEADER_SIZE + PAGE_SIZE;

	/** How many bytes of a frame its checksum covers. */
	public static final int CHECKED = 8 + PAGE_SIZE;

	private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private Frame() {
	}

	/** Page number of the frame at {@code offset}, unsigned; 0 in no valid frame. */
	public static long pageNumber(byte[] frames, int offset) {
		return ((int) INT.get(frames, offset)) & 0xffffffffL;
	}

	/** Database size in pages if the frame at {@code offset} is a commit frame, else 0. */
	public static long sizeAfter(byte[] frames, int offset) {
		return ((int) INT.get(frames, offset + 4)) & 0xffffffffL;
	}

	public static boolean isCommit(byte[] frames, int offset) {
		return sizeAfter(frames, offset) != 0;
	}

	public static long salt(byte[] frames, int offset) {
		return (long) LONG.get(frames, offset + 8);
	}

	public static long checksum(byte[] frames, int offset) {
		return (long) LONG.get(frames, offset + 16);
	}

	/** Puts salt and checksum into the header of the frame at {@code offset}. */
	public static void stamp(byte[] frames, int offset, long salt, long checksum) {
		LONG.set(frames, offset + 8, salt);
		LONG.set(frames, offset + 16, checksum);
	}

}
