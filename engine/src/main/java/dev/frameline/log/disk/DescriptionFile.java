package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/** Reads {@code generation.json}, and replaces it in one step. */
final class DescriptionFile {

	private final GenerationFiles files;

	private final Disk disk;

	DescriptionFile(GenerationFiles files, Disk disk) {
		this.files = files;
		this.disk = disk;
	}

	/** @throws IllegalArgumentException as {@link Generation#parse} */
	Generation read() throws IOException {
		try (DiskFile file = this.disk.openRead(this.files.description())) {
			ByteBuffer text = ByteBuffer.allocate(Math.toIntExact(file.size()));
			file.read(text, 0);
			return Generation.parse(new String(text.array(), StandardCharsets.UTF_8));
		}
	}

	/** Puts it in place, durably. If this fails, nobody knows whether it is in place. */
	void put(Generation generation) throws IOException {
		write(this.disk, this.files.descriptionDraft(), generation.toJson().getBytes(StandardCharsets.UTF_8));
		this.disk.rename(this.files.descriptionDraft(), this.files.description());
		this.disk.forceDirectory(this.files.directory());
	}

	/** Takes it back, durably: the generation then does not exist. */
	void remove() throws IOException {
		this.disk.delete(this.files.descriptionDraft());
		this.disk.delete(this.files.description());
		this.disk.forceDirectory(this.files.directory());
	}

	/** Writes a whole file and forces it. */
	static void write(Disk disk, Path path, byte[] bytes) throws IOException {
		try (DiskFile file = disk.open(path)) {
			file.truncate(0);
			file.write(ByteBuffer.wrap(bytes), 0);
			file.force();
		}
	}

}
