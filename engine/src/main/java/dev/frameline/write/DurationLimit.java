package dev.frameline.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.World;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * Ends a transaction that holds the lane longer than {@code write.max-duration}: it is marked first, so that its
 * holder starts nothing more; then what it is running is interrupted; then it is rolled back.
 */
final class DurationLimit {

	private static final Logger logger = LoggerFactory.getLogger(DurationLimit.class);

	private final String database;

	private final String holder;

	private final Duration maxDuration;

	private final Tasks tasks;

	private final Time time;

	private final Runnable expiry;

	private final long deadline;

	private final Connection raw;

	private final Rollback transaction;

	private Runnable cancel;

	private boolean counting = true;

	private volatile boolean expired;

	private volatile Transaction.Closing closing = () -> {
	};

	private DurationLimit(String database, String holder, Connection raw, World world, Duration maxDuration,
			Rollback transaction) {
		this.database = database;
		this.holder = holder;
		this.maxDuration = maxDuration;
		this.tasks = world.tasks();
		this.time = world.time();
		this.raw = raw;
		this.transaction = transaction;
		this.expiry = () -> expire(raw, transaction);
		this.deadline = this.time.nanos() + maxDuration.toNanos();
		this.cancel = this.tasks.after(maxDuration, this.expiry);
	}

	/**
	 * Starts counting.
	 * @param transaction is rolled back by the task, which synchronizes on it
	 */
	static DurationLimit start(String database, String holder, Connection raw, World world, Duration maxDuration,
			Rollback transaction) {
		return new DurationLimit(database, holder, raw, world, maxDuration, transaction);
	}

	/** Whether the time is over; the transaction then is rolled back, or will be in a moment. */
	boolean expired() {
		return this.expired;
	}

	/** For how long it has counted. */
	Duration age() {
		return this.maxDuration.minusNanos(this.deadline - this.time.nanos());
	}

	/** See {@link Transaction#beforeExpiry}. */
	void beforeExpiry(Transaction.Closing closing) {
		this.closing = closing;
	}

	/**
	 * The transaction ends by itself. From here on nothing is interrupted, as what follows on the connection must not
	 * be. Called while synchronized on the transaction.
	 */
	synchronized void stop() {
		this.counting = false;
		this.cancel.run();
	}

	/** After {@link #stop()}, the transaction goes on in the time that is left. Called while synchronized on it. */
	synchronized void goOn() {
		this.counting = true;
		this.cancel = this.tasks.after(Duration.ofNanos(Math.max(0, this.deadline - this.time.nanos())), this.expiry);
	}

	/** Ends the transaction before its time, on another thread than its holder's. */
	void endNow() throws SQLException {
		interrupt(this.raw);
		synchronized (this.transaction) {
			if (this.transaction.isRunning()) {
				rollBack();
			}
		}
	}

	private void rollBack() throws SQLException {
		try {
			this.closing.run();
		}
		finally {
			this.transaction.rollBackNow();
		}
	}

	private synchronized boolean interrupt(Connection raw) throws SQLException {
		if (this.counting) {
			this.expired = true;
			raw.unwrap(SQLiteConnection.class).getDatabase().interrupt();
		}
		return this.expired;
	}

	private void expire(Connection raw, Rollback transaction) {
		try {
			if (!interrupt(raw)) {
				return;
			}
			synchronized (transaction) {
				if (transaction.isRunning()) {
					logger.warn("Database '{}': rolled back the transaction of '{}', which held the writer longer than"
							+ " {} ms (frameline.write.max-duration)", this.database, this.holder,
							this.maxDuration.toMillis());
					rollBack();
				}
			}
		}
		catch (SQLException ex) {
			logger.error("Database '{}': the transaction of '{}' lasted longer than {} ms"
					+ " (frameline.write.max-duration) and could not be rolled back", this.database, this.holder,
					this.maxDuration.toMillis(), ex);
		}
	}

	/** What the limit needs of a transaction. */
	interface Rollback {

		/** Whether it has not ended. Asked while synchronized on it. */
		boolean isRunning();

		void rollBackNow() throws SQLException;

	}

}
