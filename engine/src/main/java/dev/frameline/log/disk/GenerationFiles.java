package dev.frameline.log.disk;

import java.nio.file.Path;

/**
 * Where the files of a generation are.
 *
 * @param root the log directory
 * @param generation 1 or more
 */
record GenerationFiles(Path root, long generation) {

	Path directory() {
		return this.root.resolve(Long.toString(this.generation));
	}

	/** The database at frame 0. */
	Path base() {
		return directory().resolve("base.db");
	}

	/** What becomes {@link #base()}. */
	Path baseDraft() {
		return directory().resolve("base.db.new");
	}

	/** The frames since, a SQLite WAL file. */
	Path frames() {
		return directory().resolve("frames.wal");
	}

	/** What is known of each commit, and the refusals. */
	Path commits() {
		return directory().resolve("commits");
	}

	/** Who was known when it began; the first generation has none. */
	Path origins() {
		return directory().resolve("origins");
	}

	/** Put in place last: the generation exists once it is there. */
	Path description() {
		return directory().resolve("generation.json");
	}

	/** What becomes {@link #description()}. */
	Path descriptionDraft() {
		return directory().resolve("generation.json.new");
	}

}
