package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Path;

import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.database.DatabaseHeader;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;

/** Begins a log: generation 1 with a copy of the database as its base and no frames. */
final class LogCreation {

	private final String name;

	private final Path root;

	private final World world;

	private final Disk disk;

	LogCreation(String name, Path root, World world) {
		this.name = name;
		this.root = root;
		this.world = world;
		this.disk = world.disk();
	}

	void create(Path database) throws IOException {
		if (LogDirectory.exists(this.root, this.world)) {
			throw new FramelineException("Database '" + this.name + "': " + this.root
					+ " already holds a log. Open it, or set the directory aside if it is another database's.");
		}
		refuseWhatIsNoBase(database);
		NewGeneration first = new NewGeneration(this.root, 1, this.world);
		first.clear();
		Generation.Base base = copyBase(database, first.files().base());
		Lineage lineage = new Lineage(this.world.chance().nextId(), this.world.chance().nextId());
		first.begin(first.prepare(lineage, 0, null, base, null));
	}

	private void refuseWhatIsNoBase(Path database) throws IOException {
		Path wal = database.resolveSibling(database.getFileName() + "-wal");
		if (this.disk.exists(wal) && this.disk.size(wal) > 0) {
			throw new FramelineException("Database '" + this.name + "': expected a closed database, but " + wal
					+ " holds transactions that a copy of the file would lack. Close the database first.");
		}
		DatabaseHeader header = DatabaseHeader.read(this.name, database, this.disk);
		if (header == null || !header.isWal()) {
			throw new FramelineException("Database '" + this.name + "': expected " + database
					+ " to be a database in WAL mode; it is " + ((header == null) ? "empty" : "in rollback mode")
					+ ". Adopt it first.");
		}
	}

	private Generation.Base copyBase(Path database, Path target) throws IOException {
		try (DiskFile source = this.disk.openRead(database); DiskFile file = this.disk.open(target)) {
			return BaseWriter.write(source.size(), source::read, file);
		}
	}

}
