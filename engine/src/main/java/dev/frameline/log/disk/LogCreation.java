package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.database.DatabaseHeader;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.WalHeader;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;

/**
 * Begins a log: generation 1 with a copy of the database as its base and no frames.
 *
 * <p>{@code generation.json} comes last, after everything else is durable. What a crash leaves before that is no log,
 * and the next attempt begins anew.
 */
final class LogCreation {

	private static final int COPY_BYTES = 1 << 20;

	private final String name;

	private final World world;

	private final Disk disk;

	private final GenerationFiles files;

	LogCreation(String name, Path root, World world) {
		this.name = name;
		this.world = world;
		this.disk = world.disk();
		this.files = new GenerationFiles(root, 1);
	}

	void create(Path database) throws IOException {
		if (this.disk.exists(this.files.description())) {
			throw new FramelineException("Database '" + this.name + "': " + this.files.root()
					+ " already holds a log. Open it, or set the directory aside if it is another database's.");
		}
		refuseWhatIsNoBase(database);
		clear();
		Generation.Base base = copyBase(database);
		WalHeader header = new WalHeader(0, this.world.chance().nextLong());
		GenerationStart start = new GenerationStart(1, 0, header.salt(), new Chain(header.checksum()));
		Lineage lineage = new Lineage(this.world.chance().nextId(), this.world.chance().nextId());
		write(this.files.frames(), header.encode());
		write(this.files.commits(), CommitsFile.header(lineage.branch(), start));
		this.disk.forceDirectory(this.files.directory());
		this.disk.forceDirectory(this.files.root());
		this.disk.forceDirectory(parent(this.files.root()));
		String json = new Generation(lineage, start, base, null).toJson();
		write(this.files.descriptionDraft(), json.getBytes(StandardCharsets.UTF_8));
		this.disk.rename(this.files.descriptionDraft(), this.files.description());
		this.disk.forceDirectory(this.files.directory());
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

	private void clear() throws IOException {
		this.disk.createDirectories(this.files.directory());
		for (Path path : List.of(this.files.base(), this.files.frames(), this.files.commits(),
				this.files.descriptionDraft())) {
			this.disk.delete(path);
		}
	}

	private Generation.Base copyBase(Path database) throws IOException {
		MessageDigest digest = sha256();
		long offset = 0;
		try (DiskFile source = this.disk.openRead(database); DiskFile target = this.disk.open(this.files.base())) {
			ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
			while (source.read(buffer.clear(), offset) > 0) {
				buffer.flip();
				digest.update(buffer.array(), 0, buffer.limit());
				target.write(buffer, offset);
				offset += buffer.limit();
			}
			target.force();
		}
		return new Generation.Base(offset, HexFormat.of().formatHex(digest.digest()));
	}

	private void write(Path path, byte[] bytes) throws IOException {
		try (DiskFile file = this.disk.open(path)) {
			file.truncate(0);
			file.write(ByteBuffer.wrap(bytes), 0);
			file.force();
		}
	}

	private static Path parent(Path path) {
		Path parent = path.toAbsolutePath().getParent();
		return (parent != null) ? parent : path;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
