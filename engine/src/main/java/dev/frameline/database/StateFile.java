package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import dev.frameline.FramelineException;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The file beside the database that holds its {@link StateRecord}, in two slots written in turn, so that a torn
 * write leaves the record before.
 */
final class StateFile implements AutoCloseable {

	/** Distance of the slots: they share no disk block. */
	private static final int SLOT = 4096;

	private final DiskFile file;

	private long number;

	private StateFile(DiskFile file, long number) {
		this.file = file;
		this.number = number;
	}

	/** {@code <database>-state}. */
	static Path beside(Path database) {
		return database.resolveSibling(database.getFileName() + "-state");
	}

	/** Makes a new file with one record, durably, under {@code path}. */
	static void create(Path path, StateRecord record, Disk disk) throws IOException {
		disk.delete(path);
		try (StateFile state = new StateFile(disk.open(path), 0)) {
			state.force(record);
		}
		disk.forceDirectory(path.toAbsolutePath().getParent());
	}

	/** The newest whole record, or {@code null} if there is none. */
	static @Nullable StateRecord read(Path path, Disk disk) throws IOException {
		if (!disk.exists(path)) {
			return null;
		}
		try (DiskFile file = disk.openRead(path)) {
			byte[] newest = newest(file);
			return (newest != null) ? StateRecord.decode(newest) : null;
		}
	}

	/** Opens the file to go on writing. */
	static StateFile open(String name, Path path, Disk disk) throws IOException {
		DiskFile file = disk.open(path);
		byte[] newest = newest(file);
		if (newest == null) {
			file.close();
			throw new FramelineException("Database '" + name + "': " + path + " holds no whole state record. The"
					+ " position of the database is unknown; set its files aside and let the node fetch or rebuild it.");
		}
		return new StateFile(file, StateRecord.number(newest));
	}

	private static byte @Nullable [] newest(DiskFile file) throws IOException {
		byte[] newest = null;
		for (int slot = 0; slot < 2; slot++) {
			byte[] bytes = new byte[StateRecord.SIZE];
			boolean whole = file.read(ByteBuffer.wrap(bytes), (long) slot * SLOT) == bytes.length
					&& StateRecord.number(bytes) >= 0;
			if (whole && (newest == null || StateRecord.number(bytes) > StateRecord.number(newest))) {
				newest = bytes;
			}
		}
		return newest;
	}

	/** Writes a record that survives the death of the process. */
	void write(StateRecord record) throws IOException {
		this.number++;
		this.file.write(ByteBuffer.wrap(record.encode(this.number)), (this.number & 1) * SLOT);
	}

	/**
	 * Writes a record that survives a power cut: into both slots, because the next unforced write into either must
	 * not leave only an older one behind.
	 */
	void force(StateRecord record) throws IOException {
		write(record);
		this.file.force();
		write(record);
		this.file.force();
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
