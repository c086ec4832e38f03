package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on the writer. Every statement runs while synchronized on the path's {@link Transaction}, between
 * asking whether it is open and the statement's end; otherwise it could commit by itself.
 *
 * <p>Once {@linkplain #pin() pinned}, it is one transaction after the other in the same turn of the lane, until it is
 * closed. What a pinned connection runs outside a transaction is a transaction of its own too, so that the raw writer
 * never is outside one. When the lane is lost, so are the TEMP objects, and names may mean something else: then it
 * refuses everything, for good.
 */
final class WriteWork implements Work {

	private final String database;

	private final WritePath path;

	private final Transaction transaction;

	private final ReadWork.Lease lease;

	private Handle handle;

	private boolean pinned;

	private boolean finished;

	private boolean givenBack;

	private volatile boolean expired;

	private @Nullable SQLException ending;

	/** @param lease gives the pooled writer back afterwards */
	WriteWork(String database, WritePath path, Transaction transaction, ReadWork.Lease lease) {
		this.database = database;
		this.path = path;
		this.transaction = transaction;
		this.handle = new Handle(path.connection());
		this.lease = lease;
		transaction.beforeExpiry(this::expire);
		transaction.beforeHandOver(this::giveBack);
	}

	@Override
	public Outcome run(Execution execution, boolean writes) throws SQLException {
		Outcome outcome = step(() -> execution.on(this.handle));
		outcome.within((next) -> step(next::run));
		return outcome;
	}

	/** Runs a statement and commits; what it answers outlives that. If it fails, nothing of it is left. */
	Outcome runAlone(Execution execution) throws SQLException {
		Outcome outcome = null;
		try {
			outcome = run(execution, true).detach();
			commit();
			return outcome;
		}
		catch (SQLException | RuntimeException | Error ex) {
			try {
				if (outcome != null) {
					outcome.close();
				}
				rollback();
			}
			catch (SQLException further) {
				ex.addSuppressed(further);
			}
			throw ex;
		}
	}

	/** Whether it began on what readers saw then. */
	boolean begunOnVisible() {
		return this.transaction.begunOnVisible();
	}

	/** TEMP objects are going to be made. They live until the transaction ends, or with a pin until {@link #close}. */
	void allowTemp() {
		this.transaction.dropTempAtEnd();
	}

	/** From here on {@link #commit} and {@link #rollback} keep the writer and its lane. */
	void pin() {
		this.pinned = true;
	}

	@Override
	public void savepoint(String sql) throws SQLException {
		step(() -> execute(sql));
	}

	@Override
	public boolean isOpen() {
		return !this.finished && this.transaction.isOpen();
	}

	@Override
	public void commit() throws SQLException {
		if (!isOpen()) {
			SQLException ended = ended();
			rollback();
			throw ended;
		}
		step(() -> {
			this.handle.close();
			return null;
		});
		try {
			if (this.pinned) {
				this.transaction.commitAndStay();
			}
			else {
				this.transaction.commit();
			}
		}
		catch (SQLException ex) {
			this.handle = new Handle(this.path.connection());
			if (!this.transaction.isOpen()) {
				finish(ex);
			}
			throw ex;
		}
		goOnOrFinish();
	}

	@Override
	public void rollback() throws SQLException {
		if (!this.pinned || this.expired) {
			close();
		}
		else if (!this.finished) {
			closeHandle();
			try {
				this.transaction.rollbackAndStay();
			}
			catch (SQLException ex) {
				finish(ex);
				throw ex;
			}
			goOnOrFinish();
		}
	}

	/** Rolls back what is open, and gives the writer and its lane back. */
	void close() throws SQLException {
		if (!this.finished) {
			try {
				closeHandle();
			}
			finally {
				try {
					this.transaction.rollback();
				}
				finally {
					finish(null);
				}
			}
		}
	}

	private void goOnOrFinish() throws SQLException {
		if (this.pinned && this.transaction.isOpen()) {
			this.handle = new Handle(this.path.connection());
			this.ending = null;
		}
		else {
			finish(null);
		}
	}

	private void finish(@Nullable SQLException ending) throws SQLException {
		if (!this.finished) {
			this.finished = true;
			this.ending = ending;
			giveBack();
		}
	}

	/** The lane goes on to somebody who will need the pooled writer, while our user may never come back. */
	private void expire() throws SQLException {
		this.expired = true;
		try {
			this.handle.close();
		}
		finally {
			giveBack();
		}
	}

	private void closeHandle() throws SQLException {
		synchronized (this.transaction) {
			this.handle.close();
		}
	}

	private synchronized void giveBack() throws SQLException {
		if (!this.givenBack) {
			this.givenBack = true;
			this.lease.close();
		}
	}

	private <T extends @Nullable Object> T step(Step<T> step) throws SQLException {
		synchronized (this.transaction) {
			if (!isOpen()) {
				throw ended();
			}
			try {
				return step.run();
			}
			catch (SQLException ex) {
				if (this.ending == null && !this.transaction.isOpen()) {
					this.ending = ex;
				}
				SQLException why = this.transaction.ending();
				throw (why != null) ? why : ex;
			}
		}
	}

	private SQLException ended() {
		SQLException why = this.transaction.ending();
		if (why != null) {
			return this.pinned ? Failures.unpinned(this.database, why) : why;
		}
		if (this.pinned && (this.finished || this.expired)) {
			return Failures.unpinned(this.database, this.ending);
		}
		return Failures.ended(this.database, this.expired, this.ending);
	}

	private @Nullable Void execute(String sql) throws SQLException {
		try (Statement statement = this.handle.raw().createStatement()) {
			statement.execute(sql);
			return null;
		}
	}

	private interface Step<T extends @Nullable Object> {

		T run() throws SQLException;

	}

}
