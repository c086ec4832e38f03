package dev.frameline.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * What an execution left: rows that are still being read, or counts. Rows are open on the raw connection until
 * {@link #detach()} copies them.
 */
final class Outcome {

	private static final long[] NO_COUNTS = {};

	private @Nullable ResultSet rows;

	private final long count;

	private final long[] counts;

	private final @Nullable Long key;

	private @Nullable Release release;

	private @Nullable Stepping stepping;

	private @Nullable Running running;

	private @Nullable Statement raw;

	private final boolean detached;

	private @Nullable Handle readOn;

	private Outcome(@Nullable ResultSet rows, long count, long[] counts, @Nullable Long key,
			@Nullable Release release, boolean detached) {
		this.rows = rows;
		this.count = count;
		this.counts = counts;
		this.key = key;
		this.release = release;
		this.detached = detached;
	}

	/** @param release gives the raw statement back when the rows are closed */
	static Outcome rows(ResultSet rows, @Nullable Long key, Release release) {
		return new Outcome(rows, -1, NO_COUNTS, key, release, false);
	}

	/** Rows that need no connection any more. */
	static Outcome detached(ResultSet rows, @Nullable Long key) {
		return new Outcome(rows, -1, NO_COUNTS, key, rows::close, true);
	}

	static Outcome count(long count, @Nullable Long key) {
		return new Outcome(null, count, NO_COUNTS, key, null, false);
	}

	static Outcome counts(long[] counts) {
		return new Outcome(null, -1, counts, null, null, false);
	}

	@Nullable ResultSet rows() {
		return this.rows;
	}

	/** Changed rows, or -1 if there are {@link #rows}. */
	long count() {
		return this.count;
	}

	/** Changed rows of each entry of a batch. */
	long[] counts() {
		return this.counts;
	}

	/** The row id that the statement gave last; {@code null} if it was none that inserts. */
	@Nullable Long key() {
		return this.key;
	}

	/** Whether a snapshot is in use for it. */
	boolean isReading() {
		return this.release != null && !this.detached;
	}

	/** Tells {@code handle} when the snapshot is not in use any more. */
	void readOn(Handle handle) {
		this.readOn = handle;
	}

	/** The last row was read: SQLite has given the snapshot back. */
	private void exhausted() {
		Handle handle = this.readOn;
		this.readOn = null;
		if (handle != null) {
			handle.rowsRead();
		}
	}

	/** Each further row is read by way of {@code stepping}, which may refuse. */
	void within(Stepping stepping) {
		this.stepping = stepping;
	}

	/** Each further row is read in such a way that {@code running} can interrupt it. */
	Outcome interruptible(Running running, Statement raw) {
		this.running = running;
		this.raw = raw;
		return this;
	}

	/** Moves to the next row. */
	boolean next(ResultSet rows) throws SQLException {
		boolean more = (this.stepping != null) ? this.stepping.next(() -> interruptibly(rows::next))
				: interruptibly(rows::next);
		if (!more) {
			exhausted();
		}
		return more;
	}

	/** Whether what was read last may be looked at. A row's values are the raw connection's until they are taken. */
	void check() throws SQLException {
		if (this.stepping != null) {
			this.stepping.check();
		}
	}

	/** Copies the rows, so that the transaction can end and they can still be read. */
	Outcome detach() throws SQLException {
		if (!isReading()) {
			return this;
		}
		try {
			return detached(interruptibly(() -> DetachedRows.copy(this.rows)), this.key);
		}
		finally {
			close();
		}
	}

	void close() throws SQLException {
		Release release = this.release;
		this.release = null;
		exhausted();
		if (this.rows != null) {
			try {
				this.rows.close();
			}
			finally {
				if (release != null) {
					release.run();
				}
			}
		}
	}

	private <T> T interruptibly(Running.Step<T> step) throws SQLException {
		return (this.running != null && this.raw != null) ? this.running.step(this.raw, step) : step.run();
	}

	/** Gives something raw back. */
	@FunctionalInterface
	interface Release {

		void run() throws SQLException;

	}

	/** Stands between the user and the rows. */
	@FunctionalInterface
	interface Stepping {

		/** Reads one more row, or refuses. */
		boolean next(Running.Step<Boolean> next) throws SQLException;

		/** Refuses if the rows are gone. */
		default void check() throws SQLException {
			// Rows are there until they are closed
		}

	}

}
