package dev.frameline.write;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.function.Supplier;

import dev.frameline.database.Hidden;
import dev.frameline.database.LocalDatabase;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * A transaction of a node that has a log. It holds the lease and the lane from its begin until the log's answer, or until nobody can
 * tell; {@link DurationLimit} may end it before it commits.
 */
final class LoggedTransaction implements Transaction, DurationLimit.Rollback {

	private static final Logger logger = LoggerFactory.getLogger(LoggedTransaction.class);

	/** Rows from which on a transaction is taken to have changed many pages. */
	private static final long MANY_CHANGES = 500;

	private static final Duration LONG = Duration.ofMillis(50);

	private final Appender appender;

	private final LocalDatabase database;

	private final Gate gate;

	private final FileCalls onFile;

	private final LaneEntry.Pass pass;

	private final DurationLimit limit;

	private final Refusals refusals;

	private final long changesBefore;

	private volatile boolean running;

	private volatile boolean begunOnVisible;

	private volatile boolean temp;

	private volatile @Nullable Supplier<SQLException> ending;

	private Closing handingOver = () -> {
	};

	LoggedTransaction(String holder, Appender appender, LocalDatabase database, Gate gate,
			LaneEntry.Pass pass, World world, Duration maxDuration) throws SQLException {
		this.appender = appender;
		this.refusals = new Refusals(database.name());
		this.changesBefore = database.writer().unwrap(SQLiteConnection.class).getDatabase().total_changes();
		this.database = database;
		this.gate = gate;
		this.onFile = new FileCalls(database.name());
		this.pass = pass;
		this.limit = DurationLimit.start(database.name(), holder, database.writer(), world, maxDuration, this);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isOpen() {
		return this.running && !this.limit.expired() && this.database.isInTransaction();
	}

	@Override
	public void beforeExpiry(Closing closing) {
		this.limit.beforeExpiry(closing);
	}

	/** @param onVisible whether nothing was tentative */
	void begunOnVisible(boolean onVisible) {
		this.begunOnVisible = onVisible;
	}

	@Override
	public boolean begunOnVisible() {
		return this.begunOnVisible;
	}

	@Override
	public void beforeHandOver(Closing closing) {
		this.handingOver = closing;
	}

	@Override
	public void dropTempAtEnd() {
		this.temp = true;
	}

	/**
	 * Begins at the tip.
	 * @param prepare what has to be done before, with the lane held
	 * @return whether it has begun; otherwise the lane is free again, and the caller asks for it anew
	 */
	boolean begin(LaneEntry.Action prepare) throws SQLException {
		try {
			this.pass.run(prepare);
			this.pass.run(() -> this.running = this.appender.begin(this.pass.turn(), this));
		}
		catch (SQLException | RuntimeException | Error ex) {
			this.limit.stop();
			this.pass.close();
			throw ex;
		}
		if (!this.running) {
			this.limit.stop();
			this.pass.leave();
		}
		return this.running;
	}

	/** The lane goes to the next one before the log is asked. */
	@Override
	public void commit() throws SQLException {
		awaitQuietIfLarge();
		try {
			Commit commit;
			Commit read;
			synchronized (this) {
				commit = commitHidden();
				read = this.appender.newest();
				handOver();
			}
			this.pass.commit(() -> await(commit, read));
		}
		finally {
			if (!this.running) {
				this.pass.close();
			}
		}
	}

	/** One that has changed nothing may have read what is taken back yet. */
	private void await(@Nullable Commit commit, @Nullable Commit read) throws SQLException {
		if (commit != null) {
			this.appender.await(commit);
		}
		else {
			this.appender.awaitRead(read);
		}
	}

	/** The lane is kept only after a commit that was accepted: all is settled then. */
	@Override
	public void commitAndStay() throws SQLException {
		awaitQuietIfLarge();
		Commit commit;
		Commit read;
		synchronized (this) {
			commit = commitHidden();
			read = this.appender.newest();
		}
		inTurn(() -> this.pass.commit(() -> await(commit, read)));
		this.pass.goOn();
		beginInTurn();
	}

	/** A large commit that is made on top of others keeps readers from beginning while its pages are written. */
	private void awaitQuietIfLarge() throws SQLException {
		if (this.running && this.database.tentative().isTentative() && isLarge()) {
			this.pass.awaitRoom(() -> !this.database.tentative().isTentative() || !isOpen());
		}
	}

	private boolean isLarge() throws SQLException {
		long changes = this.database.writer().unwrap(SQLiteConnection.class).getDatabase().total_changes();
		return changes - this.changesBefore > MANY_CHANGES || this.limit.age().compareTo(LONG) > 0;
	}

	private void requireOpen() throws SQLException {
		if (!isOpen()) {
			SQLException ending = ending();
			rollback();
			throw (ending != null) ? ending
					: new SQLTransactionRollbackException("Database '" + this.database.name()
							+ "': there is nothing to commit, the transaction has been rolled back already", "40000");
		}
	}

	/** Commits hidden. From then on nothing ends the transaction but the log's answer. */
	private @Nullable Commit commitHidden() throws SQLException {
		requireOpen();
		try {
			Hidden hidden = this.onFile.get(() -> this.database.commitHidden(this.pass.turn()));
			this.running = false;
			this.limit.stop();
			if (hidden == null) {
				this.appender.ended(this);
				return null;
			}
			return this.appender.submit(this.pass.turn(), hidden, this.pass.admission());
		}
		catch (SQLException ex) {
			if (!this.database.isInTransaction()) {
				end();
			}
			throw ex;
		}
	}

	/** Gives the writer to the next one. */
	private void handOver() throws SQLException {
		try {
			dropTemp();
			this.handingOver.run();
		}
		finally {
			this.pass.handOver();
		}
	}

	/** What it was made on is taken back. */
	void rollBackBecause(Supplier<SQLException> why) {
		this.ending = why;
		try {
			this.limit.endNow();
		}
		catch (SQLException ex) {
			logger.error("Database '{}': a transaction whose ground was taken away could not be rolled back",
					this.database.name(), ex);
		}
	}

	@Override
	public @Nullable SQLException ending() {
		Supplier<SQLException> why = this.ending;
		return (why != null && !isOpen()) ? why.get() : null;
	}

	@Override
	public synchronized void rollback() throws SQLException {
		if (this.running) {
			rollBackNow();
		}
	}

	@Override
	public void rollbackAndStay() throws SQLException {
		synchronized (this) {
			if (!this.running || this.limit.expired()) {
				rollback();
				return;
			}
			this.running = false;
			this.limit.stop();
			this.appender.ended(this);
			inTurn(() -> this.database.rollback(this.pass.turn()));
		}
		this.pass.goOn();
		beginInTurn();
	}

	@Override
	public void rollBackNow() throws SQLException {
		inTurn(() -> this.database.rollback(this.pass.turn()));
		end();
	}

	/** Begins anew, if the node may still write. */
	private void beginInTurn() throws SQLException {
		inTurn(() -> {
			this.gate.check();
			this.pass.awaitRoom(() -> !this.database.tentative().isTentative() && this.database.makeRoom(this.pass.turn()));
			if (!this.appender.begin(this.pass.turn(), this)) {
				throw this.refusals.unsettled(this.database.tentative().unsettled(), null);
			}
		});
		this.running = true;
		this.limit.goOn();
	}

	/** Gives the lane back if {@code step} fails. */
	private void inTurn(FileCalls.Action step) throws SQLException {
		try {
			this.onFile.run(step);
		}
		catch (SQLException | RuntimeException | Error ex) {
			try {
				end();
			}
			catch (SQLException further) {
				ex.addSuppressed(further);
			}
			throw ex;
		}
	}

	private void end() throws SQLException {
		this.running = false;
		this.limit.stop();
		this.appender.ended(this);
		try (this.pass) {
			dropTemp();
		}
	}

	private void dropTemp() throws SQLException {
		if (this.temp) {
			this.temp = false;
			TempObjects.drop(this.database.writer());
		}
	}

}
