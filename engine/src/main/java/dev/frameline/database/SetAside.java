package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import dev.frameline.world.World;

/** Sets a database file that cannot be trusted aside, with what belongs to it, under a name with the date. */
public final class SetAside {

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
			.withZone(ZoneOffset.UTC);

	private SetAside() {
	}

	/**
	 * Renames the file, its {@code -wal} and its {@code -state}. Nobody but readers has them open.
	 * @return the file's new name
	 */
	public static Path move(Path path, World world) throws IOException {
		Path aside = OwnedFile.sibling(path, ".aside-" + DATE.format(Instant.ofEpochMilli(world.time().millis())));
		for (String suffix : new String[] { "", "-wal", "-state" }) {
			if (world.disk().exists(OwnedFile.sibling(path, suffix))) {
				world.disk().rename(OwnedFile.sibling(path, suffix), OwnedFile.sibling(aside, suffix));
			}
		}
		world.disk().delete(OwnedFile.sibling(path, "-shm"));
		world.disk().forceDirectory(path.toAbsolutePath().getParent());
		return aside;
	}

	/** Removes what was set aside, once something better is in its place. */
	public static void remove(Path aside, World world) throws IOException {
		for (String suffix : new String[] { "", "-wal", "-state" }) {
			world.disk().delete(OwnedFile.sibling(aside, suffix));
		}
	}

}
