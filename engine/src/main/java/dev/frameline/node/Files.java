package dev.frameline.node;

import java.nio.file.Path;

import dev.frameline.database.LocalDatabase;
import dev.frameline.world.World;

/** Where a node's files are, beside the database's own. */
final class Files {

	private Files() {
	}

	/** {@code <database>-log}: only a primary has one. */
	static Path logDirectory(Path database) {
		return database.resolveSibling(database.getFileName() + "-log");
	}

	/** Whether there is a state record: the file is, or was, part of a replicated database. */
	static boolean isKnown(Path database, World world) {
		return LocalDatabase.isKnown(database, world);
	}

}
