package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

import dev.frameline.database.Snapshot;
import dev.frameline.database.Snapshots;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * The snapshot of a raw reader, which may be ended under its user when it keeps the WAL from being emptied.
 *
 * <p>It is marked first, and what runs is interrupted. The user finds the mark at the next call, or at the end of the
 * one that was interrupted, and gives the snapshot up. If no call comes, it is given up in the user's place. Either way
 * the raw connection is closed, which leaves nothing open behind. The rules that keep the two threads apart:
 * <ul>
 * <li>the raw connection is used and closed by who holds the lock; only an interrupt needs none, and the task that ends
 * snapshots never waits for it;</li>
 * <li>an interrupt is aimed at one snapshot, and to release a snapshot is to wait until none is on its way: a moment
 * later it would hit somebody else's statement, or a connection that is closed;</li>
 * <li>a snapshot is entered before it is taken, so that none is held that cannot be ended.</li>
 * </ul>
 */
final class ReaderSnapshot implements Snapshots.Reader {

	private static final Logger logger = LoggerFactory.getLogger(ReaderSnapshot.class);

	private final String database;

	private final Raw raw;

	private final Snapshots.Held held;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean interrupting;

	ReaderSnapshot(String database, Snapshots snapshots, Raw raw) {
		this.database = database;
		this.raw = raw;
		this.held = snapshots.place(this);
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	// -- by its user, with the lock

	/** There is a raw connection. */
	void open() {
		this.held.open();
	}

	/** There is none any more. */
	void close() {
		release();
		this.held.close();
	}

	/** Enters the one that is about to be taken; the arguments are as in {@link Snapshots.Held#take}. */
	Snapshot take(int epoch, long connection, long nanos) {
		return this.held.take(epoch, connection, nanos);
	}

	/** What is held now, or {@code null}. */
	@Nullable Snapshot current() {
		return this.held.current();
	}

	boolean isEnded() {
		Snapshot current = current();
		return current != null && current.ended() != null;
	}

	void release() {
		this.held.release();
		while (this.interrupting) {
			Thread.onSpinWait();
		}
	}

	void requireHeld(Snapshot snapshot) throws SQLException {
		String why = snapshot.ended();
		if (why != null) {
			throw Failures.snapshotEnded(this.database, why, null);
		}
	}

	/** What a call on an ended snapshot fails with is that it was ended; and its user is here to give it up. */
	SQLException failed(Snapshot snapshot, SQLException ex) {
		String why = snapshot.ended();
		if (why == null) {
			return ex;
		}
		if (current() == snapshot) {
			giveUp();
		}
		return Failures.isSnapshotEnded(ex) ? ex : Failures.snapshotEnded(this.database, why, ex);
	}

	void giveUp() {
		Snapshot current = current();
		close();
		try {
			this.raw.abandon();
		}
		catch (SQLException ex) {
			logger.warn("Database '{}': a reader whose snapshot was ended could not be closed", this.database, ex);
		}
		if (current != null) {
			current.givenUp();
		}
	}

	// -- by its user, without the lock

	/** Does something with the raw connection, if the snapshot is still held. */
	<T> T within(Snapshot snapshot, Running.Step<T> step) throws SQLException {
		lock();
		try {
			requireHeld(snapshot);
			return step.run();
		}
		catch (SQLException ex) {
			throw failed(snapshot, ex);
		}
		finally {
			unlock();
		}
	}

	/** How rows of {@code snapshot} are read. */
	Outcome.Stepping reading(Snapshot snapshot) {
		return new Outcome.Stepping() {

			@Override
			public boolean next(Running.Step<Boolean> next) throws SQLException {
				return within(snapshot, next);
			}

			@Override
			public void check() throws SQLException {
				requireHeld(snapshot);
			}

		};
	}

	// -- by who ends it

	@Override
	public void interrupt(Snapshot snapshot) {
		this.interrupting = true;
		try {
			Connection connection = (current() == snapshot) ? this.raw.connection() : null;
			if (connection != null) {
				connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
			}
		}
		catch (SQLException ex) {
			logger.warn("Database '{}': a reader whose snapshot was ended could not be interrupted", this.database, ex);
		}
		finally {
			this.interrupting = false;
		}
	}

	@Override
	public void giveUp(Snapshot snapshot) {
		if (!this.lock.tryLock()) {
			interrupt(snapshot);
			return;
		}
		try {
			if (current() == snapshot) {
				giveUp();
			}
		}
		finally {
			unlock();
		}
	}

	/** The raw reader. */
	interface Raw {

		/** Asked while a snapshot of it is held, also without the lock; it is the same for as long as that is. */
		@Nullable Connection connection();

		/** Forgets all that is open on it, and closes it. With the lock. */
		void abandon() throws SQLException;

	}

}
