package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Path;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.WalHeader;
import dev.frameline.world.Disk;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Begins a generation. Its description comes last, after everything else is durable: that is the moment from which on
 * it exists. What a crash leaves before that is no generation, and the next attempt begins anew.
 */
final class NewGeneration {

	private final GenerationFiles files;

	private final World world;

	private final Disk disk;

	NewGeneration(Path root, long generation, World world) {
		this.files = new GenerationFiles(root, generation);
		this.world = world;
		this.disk = world.disk();
	}

	GenerationFiles files() {
		return this.files;
	}

	/** Makes an empty directory for it. */
	void clear() throws IOException {
		this.disk.createDirectories(this.files.directory());
		for (Path left : this.disk.list(this.files.directory())) {
			this.disk.delete(left);
		}
	}

	/**
	 * Writes its files into its empty directory, in which at most a base is.
	 * @param firstSequence of its frame 0
	 * @param known who was known before; {@code null} for the first generation
	 */
	Generation prepare(Lineage lineage, long firstSequence, Generation.@Nullable Seal follows,
			Generation.@Nullable Base base, @Nullable Identities known) throws IOException {
		WalHeader header = new WalHeader(0, this.world.chance().nextLong());
		GenerationStart start = new GenerationStart(this.files.generation(), firstSequence, header.salt(),
				new Chain(header.checksum()));
		DescriptionFile.write(this.disk, this.files.frames(), header.encode());
		DescriptionFile.write(this.disk, this.files.commits(), CommitsFile.header(lineage.branch(), start));
		if (known != null) {
			DescriptionFile.write(this.disk, this.files.origins(),
					OriginsFile.encode(lineage.branch(), start.generation(), known));
		}
		this.disk.forceDirectory(this.files.directory());
		this.disk.forceDirectory(this.files.root());
		this.disk.forceDirectory(parent(this.files.root()));
		return new Generation(lineage, start, follows, base, null);
	}

	/** From here on it exists. If this fails, nobody knows whether it does. */
	void begin(Generation prepared) throws IOException {
		new DescriptionFile(this.files, this.disk).put(prepared);
	}

	private static Path parent(Path path) {
		Path parent = path.toAbsolutePath().getParent();
		return (parent != null) ? parent : path;
	}

}
