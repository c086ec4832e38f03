package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import dev.frameline.node.Role;

/**
 * A directory to be damaged.
 *
 * @param name for people
 * @param role of the node whose it is
 * @param directory stays as it is: copies of it are damaged
 * @param earlier the node's directory as it was after a commit
 * @param acknowledged whether the last commit was
 */
record Scene(String name, Role role, Path directory, IntFunction<Path> earlier, boolean acknowledged) {

	/** Its files by their names in it. */
	List<String> files() throws IOException {
		try (Stream<Path> paths = Files.walk(this.directory)) {
			return paths.filter(Files::isRegularFile)
				.map((path) -> this.directory.relativize(path).toString())
				.sorted()
				.toList();
		}
	}

	boolean has(String file) {
		return Files.exists(this.directory.resolve(file));
	}

	/** 0 for a file that is not there. */
	long size(String file) throws IOException {
		return has(file) ? Files.size(this.directory.resolve(file)) : 0;
	}

	/** A file as it was after a commit. */
	Path before(int commit, String file) {
		return this.earlier.apply(commit).resolve(file);
	}

	/** Its size then; 0 if it was not there. */
	long sizeBefore(int commit, String file) throws IOException {
		Path path = before(commit, file);
		return Files.exists(path) ? Files.size(path) : 0;
	}

}
