package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalIndex;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The open file and the two techniques on it, in terms of SQLite alone: it knows frames of the local WAL and
 * headers, not positions and not the log. The caller holds the lane.
 *
 * <p>Two connections write. The <em>writer</em> runs the application's transactions. The other one is the
 * {@link WriteLock} under which frames are applied and headers are put.
 */
final class OwnedFile implements AutoCloseable {

	private final Path path;

	private final Connection writer;

	private final WriteLock lock;

	private final DiskFile wal;

	private final Headers headers;

	private final VisibleGuard guard;

	private final WalAppender appender;

	private final HiddenTransactions transactions;

	private @Nullable Connection keeper;

	private OwnedFile(Path path, Connection writer, WriteLock lock, DiskFile wal, Headers headers,
			VisibleGuard guard, WalAppender appender) {
		this.path = path;
		this.writer = writer;
		this.lock = lock;
		this.wal = wal;
		this.headers = headers;
		this.guard = guard;
		this.appender = appender;
		this.transactions = new HiddenTransactions(writer, lock, wal, headers, guard, appender);
	}

	/**
	 * Opens a file in WAL mode whose {@code -wal} holds nothing but what is to be visible.
	 * @param guard that of the file before, when one takes its place; {@code null} at first
	 * @param writing is stopped when somebody else is found to have written to the file
	 */
	static OwnedFile open(String name, Path path, World world, @Nullable VisibleGuard guard, WritingStop writing)
			throws IOException, SQLException {
		Connection writer = SqliteConnections.openWriter(path, SynchronousMode.NORMAL);
		Connection lock = null;
		DiskFile wal = null;
		try {
			SqliteConnections.requireSoundSqlite(name, writer);
			SqliteConnections.queryText(writer, "SELECT count(*) FROM sqlite_schema");
			lock = SqliteConnections.openWriter(path, SynchronousMode.NORMAL);
			SqliteConnections.queryText(lock, "SELECT count(*) FROM sqlite_schema");
			wal = world.disk().open(sibling(path, "-wal"));
			WalIndex index = WalIndex.map(sibling(path, "-shm"));
			if (guard == null) {
				guard = new VisibleGuard(index, world.waiting());
			}
			else {
				guard.renewed(index);
			}
			return new OwnedFile(path, writer, new WriteLock(lock), wal, new Headers(name, index, guard, writing), guard,
					new WalAppender(name, wal, index, world.chance()));
		}
		catch (IOException | SQLException | RuntimeException ex) {
			try (DiskFile fourth = wal; Connection third = keeperOf(path, ex); Connection second = lock;
					Connection first = writer) {
				throw ex;
			}
		}
	}

	/**
	 * Keeps the WAL, if it is the last connection to be closed: SQLite empties and removes it only under an exclusive
	 * lock, which a connection that cannot write does not get.
	 */
	private static Connection keeperOf(Path path) throws SQLException {
		Connection keeper = SqliteConnections.openReader(path);
		SqliteConnections.queryText(keeper, "SELECT count(*) FROM sqlite_schema");
		return keeper;
	}

	private static @Nullable Connection keeperOf(Path path, Exception cause) {
		try {
			return keeperOf(path);
		}
		catch (SQLException ex) {
			cause.addSuppressed(ex);
			return null;
		}
	}

	static Path sibling(Path path, String suffix) {
		return path.resolveSibling(path.getFileName() + suffix);
	}

	VisibleGuard guard() {
		return this.guard;
	}

	Connection writer() {
		return this.writer;
	}

	HiddenTransactions transactions() {
		return this.transactions;
	}

	Connection openReader() throws SQLException {
		return this.guard.open(new Guard.Step<>() {

			@Override
			public Connection run() throws SQLException {
				return SqliteConnections.openReader(OwnedFile.this.path);
			}

			@Override
			public void undo(Connection connection) throws SQLException {
				connection.close();
			}

		});
	}

	/** The header that readers are shown. */
	WalIndexHeader visible() {
		return this.headers.visible();
	}

	/** The header after what is tentative. */
	WalIndexHeader tip() {
		return this.headers.tip();
	}

	/** Whether all visible frames stand in the database file, so that the next commit may begin the WAL anew. */
	boolean isBackfilled() {
		return this.headers.isBackfilled();
	}

	boolean isTentative() {
		return this.headers.isTentative();
	}

	/** The page of the visible frame; {@code null} if the WAL is empty. */
	@Nullable Witness lastPage() throws IOException {
		byte[] last = lastFrame();
		return (last != null) ? Witness.of(last) : null;
	}

	/** The last visible frame of the WAL; {@code null} if it is empty. */
	byte @Nullable [] lastFrame() throws IOException {
		long last = visible().frames();
		if (last == 0) {
			return null;
		}
		byte[] frame = new byte[Frame.SIZE];
		new FileFrames(this.wal, WalScan.offset(last), 1).read(0, 1, frame, 0);
		return frame;
	}

	/** Makes all that the WAL holds durable. */
	void force() throws IOException {
		this.wal.force();
	}

	/** Bytes of the {@code -wal} file. */
	long walSize() throws IOException {
		return this.wal.size();
	}

	// -- frames of others

	/**
	 * Applies whole transactions as one.
	 * @param announce run with the salt that an empty WAL is about to be begun with, before its first byte
	 * @param record run right before they become visible
	 */
	void apply(Frames frames, WalAppender.Announcing announce, Recording record) throws SQLException, IOException {
		this.headers.requireNothingTentative();
		this.transactions.cutLeftTail();
		this.lock.run(() -> {
			this.headers.requireVisible();
			WalIndexHeader before = visible();
			boolean needed = false;
			try {
				WalIndexHeader next = this.appender.append(before, frames, announce);
				record.write(next);
				this.headers.publish(next);
			}
			catch (UncertainStateException ex) {
				needed = true;
				throw ex;
			}
			finally {
				if (!needed && visible().equals(before)) {
					this.wal.truncate(WalScan.length(before.frames()));
				}
			}
		});
	}

	// -- checkpoint

	/**
	 * Copies as much of the WAL into the database file as readers allow, without waiting for them, and empties the
	 * WAL if that was all. The caller has announced a restart durably.
	 *
	 * <p>SQLite itself changes the header when it empties the WAL, to one that says the same. The guard is not told
	 * before: as nothing is exposed, readers that begin meanwhile take whichever of the two they find.
	 */
	Checkpoints.Result checkpoint() throws SQLException, IOException {
		this.headers.requireNothingTentative();
		this.lock.run(this.headers::requireVisible);
		if (!WalCheckpoint.copy(this.writer)) {
			return Checkpoints.Result.HELD;
		}
		this.headers.expectRestart(true);
		boolean emptied = WalCheckpoint.empty(this.writer);
		this.lock.run(this.headers::requireVisible);
		return emptied ? Checkpoints.Result.EMPTIED : Checkpoints.Result.COPIED;
	}

	// -- the end

	boolean isOpen() throws SQLException {
		return !this.writer.isClosed();
	}

	/** Whether it is open, and nobody else has written to it. */
	boolean isIntact() throws SQLException {
		return isOpen() && this.headers.showsVisible();
	}

	/** The close that follows leaves the WAL as it is, because no record says that it may be gone. */
	void keepWal() throws SQLException {
		this.keeper = keeperOf(this.path);
	}

	/** Connections first: a channel closed before the last of them would drop the process's locks. */
	@Override
	public void close() throws SQLException, IOException {
		try (Headers last = this.headers; DiskFile fourth = this.wal; Connection third = this.keeper;
				WriteLock second = this.lock; Connection first = this.writer) {
			// Resources are closed last to first
		}
	}

	/** Told the header that is about to become visible. */
	@FunctionalInterface
	interface Recording {

		void write(WalIndexHeader next) throws IOException;

	}

}
