package dev.frameline.database;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processes have a file open, as far as Linux tells this one. SQLite's locks do not tell: a connection in
 * rollback mode holds none while it is idle.
 */
final class OpenFiles {

	private static final Path PROCESSES = Path.of("/proc");

	private OpenFiles() {
	}

	/**
	 * Looks through the descriptors of all processes that may be looked at, this one included.
	 * @return process ids; empty if nobody has it open, and also where there is no {@code /proc}
	 */
	static List<Long> holders(Path path) throws IOException {
		if (!Files.exists(path) || !Files.isDirectory(PROCESSES)) {
			return List.of();
		}
		Path real = path.toRealPath();
		List<Long> holders = new ArrayList<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
			for (Path process : processes) {
				if (holds(process, real)) {
					holders.add(Long.parseLong(process.getFileName().toString()));
				}
			}
		}
		return holders;
	}

	/** {@code false} also for a process that has ended meanwhile, or is somebody else's. */
	private static boolean holds(Path process, Path real) throws IOException {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
			for (Path descriptor : descriptors) {
				if (pointsTo(descriptor, real)) {
					return true;
				}
			}
			return false;
		}
		catch (FileSystemException | DirectoryIteratorException ex) {
			return false;
		}
	}

	/** {@code false} also for a descriptor that was closed meanwhile. */
	private static boolean pointsTo(Path descriptor, Path real) throws IOException {
		try {
			return Files.readSymbolicLink(descriptor).equals(real);
		}
		catch (FileSystemException ex) {
			return false;
		}
	}

}
