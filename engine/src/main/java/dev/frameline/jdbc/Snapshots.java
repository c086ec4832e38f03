package dev.frameline.jdbc;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The snapshots that the readers of a database hold. An old one keeps the WAL from being emptied, however often it is
 * copied into the database file. Safe for any thread; a reader writes two fields of its own and waits for nobody.
 */
public final class Snapshots {

	private final Set<Held> readers = ConcurrentHashMap.newKeySet();

	/**
	 * When the oldest snapshot that is held now was taken.
	 * @return on the monotonic clock; empty if none is held
	 */
	public OptionalLong oldest() {
		return this.readers.stream().filter((held) -> held.isHeld).mapToLong((held) -> held.since).min();
	}

	/** A place for a reader, which is not looked at before it is opened. */
	Held place() {
		return new Held();
	}

	/** What one reader holds. */
	final class Held {

		private long since;

		private volatile boolean isHeld;

		void open() {
			Snapshots.this.readers.add(this);
		}

		/** @param nanos the monotonic clock */
		void take(long nanos) {
			this.since = nanos;
			this.isHeld = true;
		}

		void release() {
			this.isHeld = false;
		}

		void close() {
			release();
			Snapshots.this.readers.remove(this);
		}

	}

}
