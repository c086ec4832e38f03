package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import dev.frameline.wal.Checksum;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * The file {@code incarnation} of a log directory: how often the log's node has begun to grant leases. It is counted up
 * durably before the first grant, so that no fence comes twice. All numbers are big-endian.
 *
 * <pre>
 * offset  size
 *      0     8  magic: "FLINCARN"
 *      8     4  format: 1
 *     12     4  0
 *     16     8  incarnation, from 1
 *     24     8  checksum of the bytes before
 * </pre>
 */
final class IncarnationFile {

	private static final long MAGIC = 0x464c494e4341524eL;

	private static final int FORMAT = 1;

	private static final int SIZE = 32;

	private static final int CHECKED = SIZE - 8;

	private final String name;

	private final Path root;

	private final Disk disk;

	IncarnationFile(String name, Path root, Disk disk) {
		this.name = name;
		this.root = root;
		this.disk = disk;
	}

	/**
	 * Counts this start. The new file takes the old one's place in one step, so that a torn write is none.
	 * @return 1 for a log that had no such file
	 * @throws LogDamagedException if the file cannot be read: another count might have been used
	 */
	long begin() throws IOException {
		long next = read() + 1;
		Path draft = this.root.resolve("incarnation.new");
		DescriptionFile.write(this.disk, draft, encode(next));
		this.disk.rename(draft, path());
		this.disk.forceDirectory(this.root);
		return next;
	}

	/** @throws LogDamagedException if there is a file that cannot be read */
	void requireSound() throws IOException {
		read();
	}

	private long read() throws IOException {
		if (!this.disk.exists(path())) {
			return 0;
		}
		ByteBuffer bytes = ByteBuffer.allocate(SIZE + 1);
		try (DiskFile file = this.disk.openRead(path())) {
			file.read(bytes, 0);
		}
		long incarnation = decode(bytes.flip());
		if (incarnation < 1) {
			throw new LogDamagedException("Database '" + this.name + "': " + path() + " is damaged. It tells how often"
					+ " leases have begun to be granted, and none must be granted twice: restore it from a copy, or, once no"
					+ " other node of this database runs, delete it.");
		}
		return incarnation;
	}

	private Path path() {
		return this.root.resolve("incarnation");
	}

	/** All bytes of the file. */
	static byte[] encode(long incarnation) {
		ByteBuffer bytes = ByteBuffer.allocate(SIZE);
		bytes.putLong(MAGIC).putInt(FORMAT).putInt(0).putLong(incarnation);
		bytes.putLong(Checksum.over(0, bytes.array(), 0, CHECKED));
		return bytes.array();
	}

	/** @return 0 if it is not the whole file */
	static long decode(ByteBuffer bytes) {
		if (bytes.remaining() != SIZE || bytes.getLong() != MAGIC || bytes.getInt() != FORMAT || bytes.getInt() != 0) {
			return 0;
		}
		long incarnation = bytes.getLong();
		return (bytes.getLong() == Checksum.over(0, bytes.array(), 0, CHECKED)) ? incarnation : 0;
	}

}
