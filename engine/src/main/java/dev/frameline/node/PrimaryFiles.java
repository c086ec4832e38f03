package dev.frameline.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.database.Adoption;
import dev.frameline.database.Identity;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Ownership;
import dev.frameline.database.SetAside;
import dev.frameline.database.Snapshots;
import dev.frameline.database.WalLimits;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.log.disk.OpenBase;
import dev.frameline.primary.Primary;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, or makes, a primary's log and the file that is a replica of it.
 *
 * <p>The log is the truth. A file that it does not know is adopted once, when there is no log and never was one; a
 * file without a state record beside a log is put together again from the log; a state record without a log stops
 * start-up, because a new log would be another history under the same name.
 */
final class PrimaryFiles {

	private static final Logger logger = LoggerFactory.getLogger(PrimaryFiles.class);

	private final String name;

	private final Path path;

	private final Path directory;

	private final Ownership ownership;

	private final World world;

	PrimaryFiles(String name, Path path, Path directory, Ownership ownership, World world) {
		this.name = name;
		this.path = path;
		this.directory = directory;
		this.ownership = ownership;
		this.world = world;
	}

	LogDirectory openLog() throws IOException, SQLException {
		if (LogDirectory.exists(this.directory, this.world)) {
			return LogDirectory.open(this.name, this.directory, this.world, this::requireFit);
		}
		if (Files.isKnown(this.path, this.world)) {
			throw new FramelineException("Database '" + this.name + "': " + this.path + " belongs to a replicated"
					+ " database, but its log " + this.directory + " is missing. If it is this primary's, restore the log"
					+ " directory. If it was a replica's and is to begin a history of its own, copy the database file"
					+ " alone, without the files beside it, to another path and serve that.");
		}
		Adoption.adopt(this.name, this.path, this.world);
		LogDirectory log = LogDirectory.create(this.name, this.directory, this.path, this.world);
		logger.info("Database '{}': adopted {} as database {}", this.name, this.path, log.lineage().databaseId());
		return log;
	}

	/** Before the log cuts what it takes for unacknowledged: the file may know better. */
	private void requireFit(LogDirectory log) throws IOException {
		LocalDatabase.Recorded recorded = LocalDatabase.recorded(this.path, this.world);
		if (recorded != null) {
			Primary.requireFit(log, this.path, recorded);
		}
	}

	LocalDatabase openDatabase(LogDirectory log, WalLimits limits, Snapshots snapshots)
			throws IOException, SQLException {
		if (!LocalDatabase.isInstalled(this.path, this.world)
				|| LocalDatabase.generation(this.path, this.world) < log.oldest()) {
			installAtBase(log);
		}
		return LocalDatabase.open(this.name, this.path, this.ownership, this.world, limits, snapshots);
	}

	/** The file as it was adopted, or the log's copy of it. */
	private void installAtBase(LogDirectory log) throws IOException {
		GenerationStart start = log.newestWithBase();
		Identity identity = start.identity(log.lineage());
		try (OpenBase base = log.openBase(start.generation())) {
			if (base == null) {
				throw new IllegalStateException("The newest complete base is not deleted before the log is served");
			}
			if (this.world.disk().exists(this.path) && digest(this.path).equals(base.sha256())) {
				LocalDatabase.install(this.name, this.path, this.path, identity, start.mark(), this.world);
				return;
			}
			Path copy = copy(log, base);
			setAside(log);
			LocalDatabase.install(this.name, this.path, copy, identity, start.mark(), this.world);
		}
	}

	private void setAside(LogDirectory log) throws IOException {
		if (!this.world.disk().exists(this.path)) {
			logger.warn("Database '{}': {} is missing and is put together again from the log.", this.name, this.path);
			return;
		}
		long generation = LocalDatabase.generation(this.path, this.world);
		Path aside = SetAside.move(this.path, this.world);
		logger.warn("Database '{}': {} {}. It is set aside as {}, and the file is put together again from the log.",
				this.name, this.path, (generation == 0) ? "has no state record and is not the base of its log"
						: "is in generation " + generation + ", and the log has generations from " + log.oldest() + " on",
				aside);
	}

	/** The base as it was built: a file that is put together from another one would be another database. */
	private Path copy(LogDirectory log, OpenBase base) throws IOException {
		Path copy = this.path.resolveSibling(this.path.getFileName() + "-rebuild");
		MessageDigest digest = sha256();
		this.world.disk().delete(copy);
		try (DiskFile file = this.world.disk().open(copy)) {
			forEachBlock(base.file(), (block, offset) -> {
				digest.update(block.duplicate());
				file.write(block, offset);
			});
			file.force();
		}
		String found = HexFormat.of().formatHex(digest.digest());
		if (!found.equals(base.sha256())) {
			this.world.disk().delete(copy);
			throw new FramelineException("Database '" + this.name + "': " + this.path + " is to be put together again from"
					+ " the log, but the newest base in " + log.directory() + " has changed on the disk: expected the SHA-256 "
					+ base.sha256() + ", found " + found + ". Restore that base.db from a copy.");
		}
		return copy;
	}

	private String digest(Path file) throws IOException {
		try (DiskFile bytes = this.world.disk().openRead(file)) {
			MessageDigest digest = sha256();
			forEachBlock(bytes, (block, offset) -> digest.update(block));
			return HexFormat.of().formatHex(digest.digest());
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static void forEachBlock(DiskFile file, BlockVisitor visitor) throws IOException {
		ByteBuffer block = ByteBuffer.allocate(1 << 20);
		long offset = 0;
		while (file.read(block, offset) > 0) {
			int length = block.flip().remaining();
			visitor.visit(block, offset);
			offset += length;
			block.clear();
		}
	}

	@FunctionalInterface
	private interface BlockVisitor {

		void visit(ByteBuffer block, long offset) throws IOException;

	}

}
