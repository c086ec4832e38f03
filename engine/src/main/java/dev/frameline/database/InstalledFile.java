package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import dev.frameline.FramelineException;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The database file below the WAL, looked at before SQLite opens it. SQLite would tell a damaged one by a code or a
 * missing table, some only when a query meets the place; and what it does at its last close changes the files that
 * people would want to look at.
 *
 * <p>The pages of a SQLite file have no checksums. What can be told is whether it is a database and has every
 * page that the WAL has not; and a {@link Witness} tells it from older copies of itself.
 */
final class InstalledFile {

	/** The page that SQLite never writes, because its locks lie there: at 1 GiB. */
	private static final long LOCK_PAGE = (1L << 30) / Frame.PAGE_SIZE + 1;

	private static final int PAGES = 28;

	private static final int CHANGE_COUNTER = 24;

	private static final int VERSION_VALID_FOR = 92;

	private final String name;

	private final Path path;

	private final Disk disk;

	InstalledFile(String name, Path path, Disk disk) {
		this.name = name;
		this.path = path;
		this.disk = disk;
	}

	/**
	 * Looks at the file.
	 * @param kept the frames of the WAL that are kept over it
	 * @param sizeAfter the database's size in pages after them; of no meaning if there are none
	 * @param witness a page that the file must hold, unless a checkpoint has put one of these frames in its place
	 * @throws FramelineException if this cannot be the file below them
	 */
	void requireSound(Frames kept, long sizeAfter, @Nullable Witness witness) throws IOException {
		requireHeader();
		try (DiskFile file = this.disk.openRead(this.path)) {
			long pages = (kept.count() == 0) ? pagesByHeader(file) : highestBeside(kept, sizeAfter);
			if (file.size() < pages * Frame.PAGE_SIZE) {
				throw untrusted("at least " + pages + " pages of " + Frame.PAGE_SIZE + " bytes", file.size() + " bytes");
			}
			if (witness != null && !holds(file, witness, kept)) {
				throw untrusted("as the last checkpoint left it",
						"another content of page " + witness.page() + ", as in an older copy");
			}
		}
	}

	private static boolean holds(DiskFile file, Witness witness, Frames kept) throws IOException {
		byte[] page = new byte[Frame.PAGE_SIZE];
		file.read(ByteBuffer.wrap(page), (witness.page() - 1) * Frame.PAGE_SIZE);
		Witness found = witness.withPage(page);
		boolean[] holds = { found.equals(witness) };
		if (!holds[0]) {
			kept.forEachRun((run, count) -> {
				for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
					holds[0] |= Frame.pageNumber(run, at) == found.page() && Witness.at(run, at).equals(found);
				}
			});
		}
		return holds[0];
	}

	private void requireHeader() throws IOException {
		DatabaseHeader header;
		try {
			header = DatabaseHeader.read(this.name, this.path, this.disk);
		}
		catch (NotADatabaseException | UnsupportedDatabaseException ex) {
			throw untrusted("a SQLite database in WAL mode, as this node has left it", "something else: "
					+ FramelineException.withoutName(this.name, String.valueOf(ex.getMessage())));
		}
		if (header == null || !header.isWal()) {
			throw untrusted("a SQLite database in WAL mode, as this node has left it",
					(header == null) ? "an empty file" : "one in another mode");
		}
	}

	/** As SQLite itself decides it: the header's number counts unless a very old SQLite has written after it. */
	private static long pagesByHeader(DiskFile file) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(DatabaseHeader.SIZE);
		file.read(header, 0);
		boolean valid = header.getInt(CHANGE_COUNTER) == header.getInt(VERSION_VALID_FOR);
		return valid ? header.getInt(PAGES) & 0xffffffffL : 1;
	}

	/** The highest page that no frame has. */
	private static long highestBeside(Frames kept, long sizeAfter) throws IOException {
		Set<Long> inWal = new HashSet<>();
		inWal.add(LOCK_PAGE);
		kept.forEachRun((run, count) -> {
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				inWal.add(Frame.pageNumber(run, at));
			}
		});
		long page = sizeAfter;
		while (inWal.contains(page)) {
			page--;
		}
		return page;
	}

	private FramelineException untrusted(String expected, String found) {
		return new FramelineException("Database '" + this.name + "': expected " + this.path + " to be " + expected
				+ ", found " + found + ". It was damaged or replaced. Nothing was changed. Set it and its -wal and -state"
				+ " files aside, and let the node fetch or rebuild the database.");
	}

}
