package dev.frameline.log.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Checksum;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The {@code commits} file of a generation: a header, then one {@link CommitRecord} for each commit and refusal in
 * the order in which they came. Their frames never decrease, so that a frame is found by halving.
 *
 * <pre>
 * offset  size
 *      0     8  magic: "FLCOMMIT"
 *      8     4  format: 1
 *     12     4  bytes of a record: 64
 *     16     8  generation
 *     24    16  branch
 *     40     8  salt of frames.wal
 *     48     8  chain at frame 0
 *     56     8  checksum of the bytes before
 * </pre>
 */
final class CommitsFile implements AutoCloseable {

	private static final long MAGIC = 0x464c434f4d4d4954L;

	private static final int FORMAT = 1;

	/** The header is as long as a record. */
	private static final int HEADER_SIZE = CommitRecord.SIZE;

	private static final int RUN = 1024;

	private final DiskFile file;

	private final byte[] header;

	private final long seed;

	/**
	 * @param file stays open until this one is closed
	 * @param header what {@link #header} made for this generation
	 */
	CommitsFile(DiskFile file, byte[] header) {
		this.file = file;
		this.header = header;
		this.seed = ByteBuffer.wrap(header).getLong(HEADER_SIZE - 8);
	}

	/** The first 64 bytes of the file. */
	static byte[] header(UUID branch, GenerationStart start) {
		ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE);
		bytes.putLong(MAGIC).putInt(FORMAT).putInt(CommitRecord.SIZE).putLong(start.generation());
		bytes.putLong(branch.getMostSignificantBits()).putLong(branch.getLeastSignificantBits());
		bytes.putLong(start.salt()).putLong(start.chain().value());
		bytes.putLong(Checksum.over(0, bytes.array(), 0, HEADER_SIZE - 8));
		return bytes.array();
	}

	/** Whether the file begins with the header of this generation and branch. */
	boolean isOurs() throws IOException {
		byte[] found = new byte[HEADER_SIZE];
		this.file.read(ByteBuffer.wrap(found), 0);
		return Arrays.equals(found, this.header);
	}

	/** Sees records in their order. */
	@FunctionalInterface
	interface Visitor {

		/** @return whether to go on */
		boolean visit(long index, CommitRecord record) throws IOException;

	}

	/**
	 * Reads records from the first one until one is torn, the file ends or the visitor has enough.
	 * @return how many the visitor took
	 */
	long forEach(Visitor visitor) throws IOException {
		for (long index = 0;;) {
			ByteBuffer run = read(index, RUN);
			int count = run.remaining() / CommitRecord.SIZE;
			for (int i = 0; i < count; i++, index++) {
				CommitRecord record = CommitRecord.decode(run, this.seed);
				if (record == null || !visitor.visit(index, record)) {
					return index;
				}
			}
			if (count < RUN) {
				return index;
			}
		}
	}

	/** Reads from record {@code count - 1} backwards until the visitor has enough. */
	void forEachBackwards(long count, Visitor visitor) throws IOException {
		for (long end = count; end > 0; end -= RUN) {
			long start = Math.max(0, end - RUN);
			ByteBuffer run = read(start, (int) (end - start));
			for (long index = end - 1; index >= start; index--) {
				run.position((int) (index - start) * CommitRecord.SIZE);
				if (!visitor.visit(index, decoded(index, CommitRecord.decode(run, this.seed)))) {
					return;
				}
			}
		}
	}

	/**
	 * The record at {@code index}, counted from 0.
	 * @throws EOFException if the file is shorter
	 */
	CommitRecord record(long index) throws IOException {
		ByteBuffer bytes = read(index, 1);
		if (bytes.remaining() < CommitRecord.SIZE) {
			throw new EOFException("Expected record " + index + " of commits, the file ends before it");
		}
		return decoded(index, CommitRecord.decode(bytes, this.seed));
	}

	/**
	 * Which record is the first one beyond a frame.
	 * @param count how many records to look at
	 * @return its index, or {@code count} if there is none
	 */
	long firstAfter(long frame, long count) throws IOException {
		long low = 0;
		long high = count;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (record(middle).frame() > frame) {
				high = middle;
			}
			else {
				low = middle + 1;
			}
		}
		return low;
	}

	/** Writes records from {@code index} on. */
	void write(long index, List<CommitRecord> records) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(records.size() * CommitRecord.SIZE);
		for (CommitRecord record : records) {
			record.encode(bytes, this.seed);
		}
		this.file.write(bytes.flip(), offset(index));
	}

	/** Cuts what comes after the first {@code count} records. */
	void truncate(long count) throws IOException {
		this.file.truncate(offset(count));
	}

	/** How many bytes lie behind the first {@code count} records, without zeros at the end. */
	long writtenAfter(long count) throws IOException {
		return RoomyFile.written(this.file, offset(count));
	}

	void force() throws IOException {
		this.file.force();
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

	private ByteBuffer read(long index, int count) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(count * CommitRecord.SIZE);
		this.file.read(bytes, offset(index));
		return bytes.flip();
	}

	private static CommitRecord decoded(long index, @Nullable CommitRecord record) throws IOException {
		if (record == null) {
			throw new IOException("Record " + index + " of commits does not match its checksum");
		}
		return record;
	}

	private static long offset(long index) {
		return HEADER_SIZE + index * CommitRecord.SIZE;
	}

}
