package dev.frameline.simulation.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.frameline.simulation.world.Dice;
import org.jspecify.annotations.Nullable;

/** Which file has which name, and what was done to the names since their directory was forced. */
final class Names {

	private final SortedMap<String, Content> files = new TreeMap<>();

	private final List<Change> pending = new ArrayList<>();

	/**
	 * Something that was done to a name.
	 * @param from the old name of a file that was renamed
	 * @param replaced what had the name before
	 */
	private record Change(String directory, String name, @Nullable String from, @Nullable Content replaced) {

	}

	/** The same names for copies of the files. */
	Names copy() {
		Map<Content, Content> copies = new HashMap<>();
		Names copy = new Names();
		this.files.forEach((name, content) -> copy.files.put(name, copies.computeIfAbsent(content, Content::copy)));
		for (Change change : this.pending) {
			Content replaced = change.replaced;
			copy.pending.add(new Change(change.directory, change.name, change.from,
					(replaced != null) ? copies.computeIfAbsent(replaced, Content::copy) : null));
		}
		return copy;
	}

	@Nullable Content get(String name) {
		return this.files.get(name);
	}

	void created(String name, Content content) {
		this.files.put(name, content);
		this.pending.add(new Change(directory(name), name, null, null));
	}

	/** A file that was there before anybody looked. */
	void found(String name, Content content) {
		this.files.put(name, content);
	}

	/** A file was removed for good. */
	void forget(String name) {
		this.files.remove(name);
		this.pending.removeIf((change) -> change.name.equals(name));
	}

	void deleted(String name) {
		Content content = this.files.remove(name);
		if (content != null) {
			this.pending.add(new Change(directory(name), name, null, content));
		}
	}

	void renamed(String from, String to) {
		Content moved = this.files.remove(from);
		Content replaced = this.files.get(to);
		if (moved != null) {
			this.files.put(to, moved);
			this.pending.add(new Change(directory(to), to, from, replaced));
		}
	}

	void forced(String directory) {
		this.pending.removeIf((change) -> change.directory.equals(directory));
	}

	/** What a power cut leaves: of each directory's changes the first few. */
	void survive(Dice dice) {
		int kept = dice.below(this.pending.size() + 1);
		for (int i = this.pending.size() - 1; i >= kept; i--) {
			undo(this.pending.get(i));
		}
		this.pending.clear();
	}

	private void undo(Change change) {
		Content content = this.files.remove(change.name);
		if (change.from != null && content != null) {
			this.files.put(change.from, content);
		}
		if (change.replaced != null) {
			this.files.put(change.name, change.replaced);
		}
	}

	/** Which name each file has now. */
	Map<Content, String> byContent() {
		Map<Content, String> names = new HashMap<>();
		this.files.forEach((name, content) -> names.put(content, name));
		return names;
	}

	/** In alphabetical order. */
	SortedMap<String, Content> files() {
		return this.files;
	}

	private static String directory(String name) {
		return name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
	}

}
