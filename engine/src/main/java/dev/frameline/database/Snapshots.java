package dev.frameline.database;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The snapshots that the readers of a database hold. An old one keeps the WAL from being emptied, however often it is
 * copied into the database file. Safe for any thread; a reader writes one field of its own and waits for nobody.
 */
public final class Snapshots {

	private final Set<Held> readers = ConcurrentHashMap.newKeySet();

	/** The oldest snapshot that is held now; {@code null} if none is. */
	public @Nullable Snapshot oldest() {
		return this.readers.stream()
			.map(Held::current)
			.filter(Objects::nonNull)
			.min(Comparator.comparingLong(Snapshot::since))
			.orElse(null);
	}

	/**
	 * What is held of one file, the oldest first.
	 * @param epoch which file, as its database counts them
	 * @param until when they were taken at the latest, on the monotonic clock
	 */
	List<Snapshot> of(int epoch, long until) {
		return this.readers.stream()
			.map(Held::current)
			.filter((held) -> held != null && held.epoch() == epoch && held.since() - until <= 0)
			.sorted(Comparator.comparingLong(Snapshot::since))
			.toList();
	}

	/** A place for a reader, which is not looked at before it is opened. */
	public Held place(Reader reader) {
		return new Held(reader);
	}

	/** What one reader holds. Used by the reader's user alone, except to look at. */
	public final class Held {

		private final Reader reader;

		private volatile @Nullable Snapshot current;

		private Held(Reader reader) {
			this.reader = reader;
		}

		public void open() {
			Snapshots.this.readers.add(this);
		}

		/** What is held now, or {@code null}. */
		public @Nullable Snapshot current() {
			return this.current;
		}

		/**
		 * Enters a snapshot, right before it is taken: what is not entered cannot be ended.
		 * @param epoch which file it is of, as its database counts them
		 * @param connection the user's connection, counted from 1; 0 if nobody counts it
		 * @param nanos the monotonic clock
		 */
		public Snapshot take(int epoch, long connection, long nanos) {
			Snapshot snapshot = new Snapshot(this.reader, Thread.currentThread(), connection, epoch, nanos);
			this.current = snapshot;
			return snapshot;
		}

		public void release() {
			this.current = null;
		}

		public void close() {
			release();
			Snapshots.this.readers.remove(this);
		}

	}

	/** Whoever holds snapshots, and can be made to give one up. Called on a task, which must not be kept waiting. */
	public interface Reader {

		/** The snapshot has been ended: what runs on it stops. */
		void interrupt(Snapshot snapshot);

		/** Gives an ended snapshot up in its user's place, unless the user is about to do it. */
		void giveUp(Snapshot snapshot);

	}

}
