package dev.frameline.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The engine's own file operations. Nothing is durable until it was forced: a file's bytes by
 * {@link DiskFile#force()}, its name by {@link #forceDirectory}.
 */
public interface Disk {

	/** Opens for reading and writing, creating the file if it is absent. */
	DiskFile open(Path path) throws IOException;

	/**
	 * Opens an existing file for reading only.
	 * @throws java.nio.file.NoSuchFileException if it is absent
	 */
	DiskFile openRead(Path path) throws IOException;

	boolean exists(Path path);

	/** Files and directories in {@code directory}, sorted by name; none if it is absent. */
	List<Path> list(Path directory) throws IOException;

	/** @throws java.nio.file.NoSuchFileException if the file is absent */
	long size(Path path) throws IOException;

	/** Replaces {@code target} in one step. Both lie in the same file system. */
	void rename(Path source, Path target) throws IOException;

	/** Removes the file, or the empty directory, if it is there. */
	void delete(Path path) throws IOException;

	/** Creates the directory and those above it. */
	void createDirectories(Path directory) throws IOException;

	/** Makes the names in {@code directory} durable. */
	void forceDirectory(Path directory) throws IOException;

	static Disk system() {
		return new SystemDisk();
	}

}
