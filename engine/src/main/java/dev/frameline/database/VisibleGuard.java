package dev.frameline.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;

import dev.frameline.wal.WalIndex;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.world.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Lets readers begin at what is visible, although the writer's own header stands in the wal-index from within its
 * {@code COMMIT} until ours is put back.
 *
 * <p><b>Optimistic.</b> A reader takes no lock. It notes how often the exclusive side of the guard was entered and
 * left, runs its step, and believes it if that count is even and stood still, and if the index is not exposed or its
 * header is the visible one. Why that is enough: a header that must not be seen stands in the index only while it is
 * exposed, within SQLite's {@code COMMIT} and within a discard. While it stands, the comparison fails. It is taken
 * away on the exclusive side alone: who began before has seen another count, and who began there has an odd one. (A
 * count that moved only once, before the put, would deceive a reader that begins between the two.)
 *
 * <p><b>Guarded.</b> After three failures the reader begins under the shared side of the guard, where no header is
 * put: it takes a snapshot with a touching statement, compares, and runs its step within that snapshot. It repeats
 * only while a commit's own header stands there, which is between the header write at the end of {@code COMMIT} and
 * our put.
 *
 * <p>Both are sound for reading the schema too, which matters because a schema cookie may be used twice: once by a
 * commit that was refused and once by the one that took its place.
 */
final class VisibleGuard implements Guard {

	private static final int OPTIMISTIC_ATTEMPTS = 3;

	/** Holds its snapshot until it is closed, also on an empty schema: it always has a row. */
	private static final String TOUCH = "SELECT (SELECT 1 FROM sqlite_schema LIMIT 1)";

	private final ReadWriteLock lock;

	/** Odd while the exclusive side is held. */
	private final AtomicLong entries = new AtomicLong();

	private volatile WalIndex index;

	private volatile WalIndexHeader visible;

	private volatile Object version = new Object();

	private volatile boolean exposed;

	VisibleGuard(WalIndex index, Waiting waiting) {
		this.index = index;
		this.visible = index.header();
		this.lock = waiting.newGuard();
	}

	@Override
	public Object visible() {
		return this.version;
	}

	WalIndexHeader header() {
		return this.visible;
	}

	@Override
	public <T> T begin(Connection connection, Step<T> step) throws SQLException {
		for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
			long before = this.entries.get();
			T result;
			try {
				result = step.run();
			}
			catch (SQLException ex) {
				if (stoodStill(before)) {
					throw ex;
				}
				forgetPages(connection);
				continue;
			}
			if (stoodStill(before)) {
				return result;
			}
			step.undo(result);
			forgetPages(connection);
		}
		return beginGuarded(connection, step);
	}

	private boolean stoodStill(long before) {
		return (before & 1) == 0 && (!this.exposed || this.index.shows(this.visible))
				&& this.entries.get() == before;
	}

	private <T> T beginGuarded(Connection connection, Step<T> step) throws SQLException {
		try (Statement touch = connection.createStatement()) {
			while (true) {
				try (ResultSet snapshot = touchVisible(touch)) {
					if (snapshot != null) {
						return step.run();
					}
				}
				forgetPages(connection);
				Thread.onSpinWait();
			}
		}
	}

	/**
	 * Drops what a reader has kept of a snapshot that is not believed. It may have begun on a commit that was hidden, and
	 * read on while a rollback took that one's entries out of the index, so that it found older pages. SQLite keeps pages
	 * as long as the header stays the same; and if that commit is shown next, it is the same.
	 */
	private static void forgetPages(Connection connection) throws SQLException {
		SqliteConnections.execute(connection, "PRAGMA shrink_memory");
	}

	private @Nullable ResultSet touchVisible(Statement touch) throws SQLException {
		this.lock.readLock().lock();
		try {
			ResultSet snapshot = touch.executeQuery(TOUCH);
			if (!this.exposed || this.index.shows(this.visible)) {
				return snapshot;
			}
			snapshot.close();
			return null;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/** Opens a connection; its first look at the schema is a step like any other. */
	Connection open(Step<Connection> opening) throws SQLException {
		while (true) {
			this.lock.readLock().lock();
			try {
				Connection connection = opening.run();
				if (!this.exposed || this.index.shows(this.visible)) {
					return connection;
				}
				opening.undo(connection);
			}
			finally {
				this.lock.readLock().unlock();
			}
		}
	}

	/** From here until {@link #cover()}, the header in the index may be one that is not to be seen. */
	void expose() {
		this.exposed = true;
	}

	/** From here on the header in the index is the visible one. */
	void cover() {
		this.exposed = false;
	}

	/**
	 * Puts a header that must not be seen, as SQLite does in {@code COMMIT}; what is exposed already. Under SQLite's write
	 * lock.
	 */
	void stand(WalIndexHeader header) {
		this.index.put(header);
	}

	/** Makes {@code header} the visible one, which says the same as the one before. Under SQLite's write lock. */
	void hide(WalIndexHeader header) {
		try (Exclusive exclusive = exclusively()) {
			exclusive.put(header);
			this.visible = header;
			this.exposed = false;
		}
	}

	/** Makes {@code header} the visible one. Under SQLite's write lock. */
	void publish(WalIndexHeader header) {
		try (Exclusive exclusive = exclusively()) {
			exclusive.put(header);
			this.visible = header;
			this.version = new Object();
		}
	}

	/** SQLite itself has changed the header to one that says the same, as a checkpoint does. */
	void renewed(WalIndexHeader header) {
		this.visible = header;
	}

	/** Another file took the place of the one before. Exclusively. */
	void renewed(WalIndex index) {
		this.index = index;
		this.visible = index.header();
		this.version = new Object();
		this.exposed = false;
	}

	/** Keeps readers from beginning until it is closed. Not entered twice. */
	Exclusive exclusively() {
		this.lock.writeLock().lock();
		this.entries.incrementAndGet();
		return new Exclusive();
	}

	/** The exclusive side of the guard. */
	final class Exclusive implements AutoCloseable {

		/** Puts a header into the index. Under SQLite's write lock. */
		void put(WalIndexHeader header) {
			VisibleGuard.this.index.put(header);
		}

		@Override
		public void close() {
			VisibleGuard.this.entries.incrementAndGet();
			VisibleGuard.this.lock.writeLock().unlock();
		}

	}

}
