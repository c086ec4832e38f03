package dev.frameline.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files and directories, as a whole. */
final class Copies {

	private Copies() {
	}

	/**
	 * Copies a directory that a node has open. In a process of its own: closing a descriptor in this one would drop
	 * SQLite's locks.
	 */
	static void whileOpen(Path from, Path to) throws IOException {
		try {
			Files.createDirectories(to.getParent());
			int status = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start().waitFor();
			if (status != 0) {
				throw new IOException("cp " + from + " " + to + " ended with " + status);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	/** Copies what nobody has open. */
	static void of(Path from, Path to) throws IOException {
		try (Stream<Path> paths = Files.walk(from)) {
			for (Path path : paths.toList()) {
				Files.copy(path, to.resolve(from.relativize(path).toString()));
			}
		}
	}

	static void delete(Path path) throws IOException {
		if (!Files.exists(path)) {
			return;
		}
		try (Stream<Path> paths = Files.walk(path)) {
			for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(each);
			}
		}
	}

	/** The files below a directory by their names in it. Nobody has it open. */
	static Map<String, byte[]> content(Path directory) throws IOException {
		Map<String, byte[]> content = new TreeMap<>();
		try (Stream<Path> paths = Files.walk(directory)) {
			paths.filter(Files::isRegularFile)
				.forEach((path) -> content.put(directory.relativize(path).toString(), read(path)));
		}
		return content;
	}

	private static byte[] read(Path path) {
		try {
			return Files.readAllBytes(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
