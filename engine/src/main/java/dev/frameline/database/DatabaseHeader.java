package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

import dev.frameline.wal.Frame;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The first 100 bytes of a SQLite file, as far as they decide whether it can be replicated.
 *
 * @param pageSize bytes of a page: 4096
 * @param writeVersion 1 for a rollback journal, 2 for WAL
 * @param readVersion 1 for a rollback journal, 2 for WAL
 * @param reservedBytes unused bytes at the end of each page
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">The Database Header</a>
 */
public record DatabaseHeader(int pageSize, int writeVersion, int readVersion, int reservedBytes) {

	/** Bytes of a header. */
	public static final int SIZE = 100;

	private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Reads and judges the header of a closed file.
	 * @param name the database's name, for messages
	 * @return {@code null} if the file is absent or empty: to SQLite that is a new database
	 * @throws NotADatabaseException if the file is something else
	 * @throws UnsupportedDatabaseException if it is a database that cannot be replicated
	 */
	public static @Nullable DatabaseHeader read(String name, Path path, Disk disk) throws IOException {
		if (!disk.exists(path)) {
			return null;
		}
		try (DiskFile file = disk.openRead(path)) {
			byte[] bytes = new byte[SIZE];
			int length = file.read(ByteBuffer.wrap(bytes), 0);
			return (length == 0) ? null : judge(name, path, bytes, length);
		}
	}

	/** Whether the file is in WAL mode. */
	public boolean isWal() {
		return this.writeVersion == 2 && this.readVersion == 2;
	}

	private static DatabaseHeader judge(String name, Path path, byte[] bytes, int length) {
		if (length < SIZE || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
			throw new NotADatabaseException("Database '" + name + "': expected " + path
					+ " to be a SQLite database, but " + ((length < SIZE) ? "it has only " + length + " bytes" : "it does not begin with 'SQLite format 3'")
					+ ". Name another path, or decrypt the file if it is an encrypted database.");
		}
		ByteBuffer header = ByteBuffer.wrap(bytes);
		int stored = header.getShort(16) & 0xffff;
		int pageSize = (stored == 1) ? 65536 : stored;
		if (pageSize != Frame.PAGE_SIZE) {
			throw new UnsupportedDatabaseException("Database '" + name + "': expected pages of " + Frame.PAGE_SIZE
					+ " bytes, but " + path + " has pages of " + pageSize
					+ ". Convert a copy: PRAGMA journal_mode=DELETE; PRAGMA page_size=4096; VACUUM.");
		}
		int largestRoot = header.getInt(52);
		if (largestRoot != 0) {
			throw new UnsupportedDatabaseException("Database '" + name + "': expected auto_vacuum to be off, but " + path
					+ " has it on. Convert a copy: PRAGMA auto_vacuum=NONE; VACUUM.");
		}
		int writeVersion = bytes[18];
		int readVersion = bytes[19];
		if (writeVersion < 1 || writeVersion > 2 || readVersion < 1 || readVersion > 2) {
			throw new UnsupportedDatabaseException("Database '" + name + "': expected file format versions 1 or 2, but "
					+ path + " has " + writeVersion + " for writing and " + readVersion
					+ " for reading. A newer SQLite has written it; use a Frameline that brings that one.");
		}
		return new DatabaseHeader(pageSize, writeVersion, readVersion, bytes[20] & 0xff);
	}

}
