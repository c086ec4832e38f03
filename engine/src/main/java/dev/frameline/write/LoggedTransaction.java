package dev.frameline.write;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;

import dev.frameline.database.Hidden;
import dev.frameline.database.LocalDatabase;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a node that has a log. It holds the lease and the lane from its begin until the log's answer, or until nobody can
 * tell; {@link DurationLimit} may end it before it commits.
 */
final class LoggedTransaction implements Transaction, DurationLimit.Rollback {

	private final LoggedWritePath path;

	private final LocalDatabase database;

	private final Gate gate;

	private final FileCalls onFile;

	private final LaneEntry.Pass pass;

	private final DurationLimit limit;

	private volatile boolean running = true;

	private volatile boolean temp;

	LoggedTransaction(String holder, LoggedWritePath path, LocalDatabase database, Gate gate,
			LaneEntry.Pass pass, World world, Duration maxDuration) {
		this.path = path;
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

	@Override
	public void dropTempAtEnd() {
		this.temp = true;
	}

	@Override
	public synchronized void commit() throws SQLException {
		Hidden commit = commitHidden();
		inTurn(() -> this.pass.commit(() -> this.path.append(this.pass, commit)));
		end();
	}

	/** The lane is kept only after an append that returned: all is settled then. */
	@Override
	public synchronized void commitAndStay() throws SQLException {
		Hidden commit = commitHidden();
		inTurn(() -> this.pass.commit(() -> this.path.append(this.pass, commit)));
		this.pass.goOn();
		beginInTurn();
	}

	private void requireOpen() throws SQLException {
		if (!isOpen()) {
			rollback();
			throw new SQLTransactionRollbackException("Database '" + this.database.name()
					+ "': there is nothing to commit, the transaction has been rolled back already", "40000");
		}
	}

	/** Commits hidden. From then on nothing ends the transaction but the log's answer. */
	private @Nullable Hidden commitHidden() throws SQLException {
		requireOpen();
		try {
			Hidden commit = this.onFile.get(() -> this.database.commitHidden(this.pass.turn()));
			this.running = false;
			this.limit.stop();
			return commit;
		}
		catch (SQLException ex) {
			if (!this.database.isInTransaction()) {
				end();
			}
			throw ex;
		}
	}

	@Override
	public synchronized void rollback() throws SQLException {
		if (this.running) {
			rollBackNow();
		}
	}

	@Override
	public synchronized void rollbackAndStay() throws SQLException {
		if (!this.running || this.limit.expired()) {
			rollback();
			return;
		}
		this.running = false;
		this.limit.stop();
		inTurn(() -> this.database.rollback(this.pass.turn()));
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
			this.pass.awaitRoom(() -> this.database.makeRoom(this.pass.turn()));
			this.database.begin(this.pass.turn());
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
		try (this.pass) {
			if (this.temp) {
				TempObjects.drop(this.database.writer());
			}
		}
	}

}
