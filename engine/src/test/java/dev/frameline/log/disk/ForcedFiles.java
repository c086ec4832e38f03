package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What of a tree of files was forced: the bytes of each file by a force of the file, its name by a force of the
 * directory that it is in. A rename or a deletion whose directory was not forced can be undone by a power cut.
 */
final class ForcedFiles {

	private final Map<Path, Entry> now = new HashMap<>();

	private final Map<Path, Entry> forced = new HashMap<>();

	/** A file, whatever it is called, or a directory. */
	private static final class Entry {

		private final boolean directory;

		private byte[] forced = new byte[0];

		/** All that was written, once it has no name any more. */
		private byte @Nullable [] last;

		Entry(boolean directory) {
			this.directory = directory;
		}

	}

	void created(Path path) {
		this.now.computeIfAbsent(path, (each) -> new Entry(false));
	}

	void createdDirectory(Path directory) {
		this.now.computeIfAbsent(directory, (each) -> new Entry(true));
	}

	void forced(Path path) throws IOException {
		Entry entry = this.now.get(path);
		if (entry != null) {
			entry.forced = Files.readAllBytes(path);
		}
	}

	/** About to be. */
	void renamed(Path source, Path target) throws IOException {
		deleted(target);
		this.now.put(target, Objects.requireNonNullElseGet(this.now.remove(source), () -> new Entry(false)));
	}

	/** About to be. */
	void deleted(Path path) throws IOException {
		Entry entry = this.now.remove(path);
		if (entry != null && Files.isRegularFile(path)) {
			entry.last = Files.readAllBytes(path);
		}
	}

	void forcedDirectory(Path directory) {
		Set<Path> names = new HashSet<>(this.now.keySet());
		names.addAll(this.forced.keySet());
		for (Path path : names) {
			if (directory.equals(path.getParent())) {
				Entry entry = this.now.get(path);
				this.forced.computeIfPresent(path, (name, before) -> entry);
				if (entry != null) {
					this.forced.put(path, entry);
				}
			}
		}
	}

	/**
	 * What a power cut would leave of a directory.
	 * @param written names of files of which all that was written is left, not only what was forced
	 * @param names which names are there, or gone, as they are now, and not as they were forced
	 * @return bytes by path within the directory; empty for a directory
	 */
	SortedMap<Path, Optional<byte[]>> left(Path directory, Predicate<String> written, Predicate<String> names)
			throws IOException {
		Map<Path, Entry> all = named(names);
		SortedMap<Path, Optional<byte[]>> left = new TreeMap<>();
		for (Map.Entry<Path, Entry> each : all.entrySet()) {
			Path path = each.getKey();
			Entry entry = each.getValue();
			if (path.startsWith(directory) && !path.equals(directory) && isReached(all, path.getParent(), directory)) {
				boolean whole = written.test(path.getFileName().toString());
				left.put(directory.relativize(path),
						entry.directory ? Optional.empty() : Optional.of(whole ? all(entry) : entry.forced));
			}
		}
		return left;
	}

	private Map<Path, Entry> named(Predicate<String> names) {
		Map<Path, Entry> named = new HashMap<>(this.forced);
		named.keySet().removeIf((path) -> names.test(path.getFileName().toString()));
		this.now.forEach((path, entry) -> {
			if (names.test(path.getFileName().toString())) {
				named.put(path, entry);
			}
		});
		return named;
	}

	private static boolean isReached(Map<Path, Entry> left, Path parent, Path directory) {
		return parent.equals(directory) || (left.containsKey(parent) && isReached(left, parent.getParent(), directory));
	}

	/** A file whose new name is not left has its bytes under that name. */
	private byte[] all(Entry entry) throws IOException {
		if (entry.last != null) {
			return entry.last;
		}
		for (Map.Entry<Path, Entry> each : this.now.entrySet()) {
			if (each.getValue() == entry) {
				return Files.readAllBytes(each.getKey());
			}
		}
		return entry.forced;
	}

}
