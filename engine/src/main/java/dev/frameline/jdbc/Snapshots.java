package dev.frameline.jdbc;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The snapshots that the readers of a database hold. An old one keeps the WAL from being emptied, however often it is
 * copied into the database file. Safe for any thread; a reader writes a field of its own and waits for nobody.
 */
public final class Snapshots {

	private static final long NOT_HELD = Long.MIN_VALUE;

	private final Set<Held> readers = ConcurrentHashMap.newKeySet();

	/**
	 * When the oldest snapshot that is held now was taken.
	 * @return on the monotonic clock; empty if none is held
	 */
	public OptionalLong oldest() {
		return this.readers.stream().mapToLong((held) -> held.since.get()).filter((since) -> since != NOT_HELD).min();
	}

	/** A place for a reader, which is not looked at before it is opened. */
	Held place() {
		return new Held();
	}

	/** What one reader holds. */
	final class Held {

		/** Nobody waits for it, so that a moment may pass before others see it. */
		private final AtomicLong since = new AtomicLong(NOT_HELD);

		void open() {
			Snapshots.this.readers.add(this);
		}

		/** @param nanos the monotonic clock */
		void take(long nanos) {
			this.since.setRelease(nanos);
		}

		void release() {
			this.since.setRelease(NOT_HELD);
		}

		void close() {
			release();
			Snapshots.this.readers.remove(this);
		}

	}

}
