package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import dev.frameline.wal.Frame;
import dev.frameline.world.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WAL of a plain file, of which only the size is known: SQLite begins it anew by itself once all of it was copied,
 * and leaves the file as long as it was. That is measured when the file has changed, and is never too small.
 */
final class PlainWal implements Checkpoints.Wal {

	private static final Logger logger = LoggerFactory.getLogger(PlainWal.class);

	private final String name;

	private final Connection writer;

	private final Disk disk;

	private final Path path;

	private volatile long frames;

	PlainWal(String name, Connection writer, Disk disk, Path path) {
		this.name = name;
		this.writer = writer;
		this.disk = disk;
		this.path = path;
	}

	/** The file has, or may have, another size. */
	void measure() {
		try {
			this.frames = this.disk.exists(this.path) ? this.disk.size(this.path) / Frame.SIZE : 0;
		}
		catch (IOException ex) {
			logger.warn("Database '{}': could not tell the size of {}; it is taken to be what it was", this.name, this.path,
					ex);
		}
	}

	@Override
	public long frames() {
		return this.frames;
	}

	@Override
	public boolean isReady() {
		return true;
	}

	@Override
	public int epoch() {
		return 0;
	}

	@Override
	public Checkpoints.Result checkpoint() throws SQLException {
		try {
			if (!WalCheckpoint.copy(this.writer)) {
				return Checkpoints.Result.HELD;
			}
			return WalCheckpoint.empty(this.writer) ? Checkpoints.Result.EMPTIED : Checkpoints.Result.COPIED;
		}
		finally {
			measure();
		}
	}

}
