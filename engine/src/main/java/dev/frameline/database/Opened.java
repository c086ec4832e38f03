package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database file that is open, with its state record; and how a file comes to be that: installed, recovered, opened.
 */
record Opened(OwnedFile file, KeptState state) {

	private static final Logger logger = LoggerFactory.getLogger(Opened.class);

	/** See {@link LocalDatabase#install}. */
	static void install(String name, Path path, Path base, Identity identity, Mark position, World world)
			throws IOException {
		StateRecord record = new StateRecord(identity,
				new StateRecord.Anchor(0, position.position().frame(), position.chain()), 0, true, 0, 0,
				position.chain(), new UUID(0, 0), 0, 0, 0, null);
		world.disk().delete(OwnedFile.sibling(path, "-wal"));
		world.disk().delete(OwnedFile.sibling(path, "-shm"));
		StateFile.create(StateFile.beside(path), record, world.disk());
		if (!base.equals(path)) {
			world.disk().rename(base, path);
			world.disk().forceDirectory(path.toAbsolutePath().getParent());
		}
		logger.info("Database '{}': installed at position {}", name, position.position());
	}

	/**
	 * Recovers the file by its state record and opens it.
	 * @param guard that of the file before, when one takes its place; {@code null} at first
	 * @param writing as in {@link OwnedFile#open}
	 */
	static Opened open(String name, Path path, World world, @Nullable VisibleGuard guard, WritingStop writing)
			throws IOException, SQLException {
		KeptState state = KeptState.open(name, path, world.disk());
		try {
			WalRecovery.Recovered recovered = new WalRecovery(name, path, world.disk()).recover(state.record());
			OwnedFile file = OwnedFile.open(name, path, world, guard, writing);
			try {
				requireShown(name, path, recovered, file);
				record(recovered, file, state);
				return new Opened(file, state);
			}
			catch (IOException | RuntimeException ex) {
				try (file) {
					throw ex;
				}
			}
		}
		catch (IOException | SQLException | RuntimeException ex) {
			try (state) {
				throw ex;
			}
		}
	}

	private static void record(WalRecovery.Recovered recovered, OwnedFile file, KeptState state)
			throws IOException, SQLException {
		try {
			state.recovered(recovered.record());
		}
		catch (IOException | RuntimeException ex) {
			file.keepWal();
			throw ex;
		}
	}

	private static void requireShown(String name, Path path, WalRecovery.Recovered recovered, OwnedFile file) {
		if (!recovered.isShownBy(file.visible())) {
			throw new FramelineException("Database '" + name + "': expected " + recovered.record().visibleFrame()
					+ " frames in " + path + "-wal, found [" + file.visible() + "]. Another process has written to the file"
					+ " while it was opened. Keep other processes from writing to it and start the node again.");
		}
	}

}
