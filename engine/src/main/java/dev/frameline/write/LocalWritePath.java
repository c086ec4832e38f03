package dev.frameline.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

import dev.frameline.database.PlainDatabase;
import dev.frameline.world.World;
import org.sqlite.SQLiteConnection;

/**
 * The write path of a standalone node: what SQLite commits is committed. No log is asked, so nothing is ever
 * tentative, in conflict or unknown.
 */
public final class LocalWritePath implements WritePath {

	private final PlainDatabase database;

	private final Connection raw;

	private final LaneEntry lane;

	private final World world;

	private final Duration maxDuration;

	private final RollbackWatch watch = new RollbackWatch();

	private final ConnectionPragmas pragmas = new ConnectionPragmas();

	/**
	 * @param database nobody else uses its writer connection
	 * @param acquireTimeout how long a writer waits for the lane
	 * @param maxDuration how long a transaction may hold it
	 */
	public LocalWritePath(PlainDatabase database, World world, Duration acquireTimeout, Duration maxDuration)
			throws SQLException {
		this.database = database;
		this.raw = database.writer();
		this.lane = new LaneEntry(database.name(), database.lane(), world, acquireTimeout);
		this.world = world;
		this.maxDuration = maxDuration;
		this.raw.unwrap(SQLiteConnection.class).addCommitListener(this.watch);
	}

	@Override
	public Transaction begin(String holder) throws SQLException {
		return begin(holder, Map.of());
	}

	@Override
	public Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
		LaneEntry.Pass pass = this.lane.enter(holder);
		try {
			pass.run(() -> {
				this.pragmas.apply(this.raw, pragmas);
				run("BEGIN IMMEDIATE");
			});
			return new LocalTransaction(holder, pass);
		}
		catch (SQLException | RuntimeException | Error ex) {
			pass.close();
			throw ex;
		}
	}

	@Override
	public void runAlone(String holder, String sql) throws SQLException {
		try (LaneEntry.Pass pass = this.lane.enter(holder)) {
			pass.commit(() -> {
				this.pragmas.apply(this.raw, Map.of());
				run(sql);
				this.database.committed(pass.turn());
			});
		}
	}

	@Override
	public boolean heldByCurrentThread() {
		return this.lane.heldByCurrentThread();
	}

	@Override
	public Connection connection() {
		return this.raw;
	}

	@Override
	public boolean catchUp(long nanos) {
		return true;
	}

	private void run(String sql) throws SQLException {
		try (Statement statement = this.raw.createStatement()) {
			statement.execute(sql);
		}
	}

	private final class LocalTransaction implements Transaction, DurationLimit.Rollback {

		private final LaneEntry.Pass pass;

		private final DurationLimit limit;

		private volatile boolean running = true;

		private volatile boolean temp;

		LocalTransaction(String holder, LaneEntry.Pass pass) {
			this.pass = pass;
			LocalWritePath.this.watch.begin();
			this.limit = DurationLimit.start(LocalWritePath.this.database.name(), holder, LocalWritePath.this.raw,
					LocalWritePath.this.world, LocalWritePath.this.maxDuration, this);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public boolean isOpen() {
			return this.running && !this.limit.expired() && !LocalWritePath.this.watch.rolledBack();
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
			commitInTurn();
			end();
		}

		@Override
		public synchronized void commitAndStay() throws SQLException {
			commitInTurn();
			this.pass.goOn();
			beginInTurn();
		}

		private void commitInTurn() throws SQLException {
			if (!isOpen()) {
				rollback();
				throw new SQLTransactionRollbackException("Database '" + LocalWritePath.this.database.name()
						+ "': there is nothing to commit, the transaction has been rolled back already", "40000");
			}
			try {
				this.pass.commit(() -> run("COMMIT"));
			}
			catch (SQLException ex) {
				if (LocalWritePath.this.watch.rolledBack()) {
					end();
				}
				throw ex;
			}
			this.limit.stop();
			LocalWritePath.this.database.committed(this.pass.turn());
		}

		/** Begins anew, or ends. */
		private void beginInTurn() throws SQLException {
			try {
				this.pass.awaitRoom(() -> LocalWritePath.this.database.makeRoom(this.pass.turn()));
				run("BEGIN IMMEDIATE");
				LocalWritePath.this.watch.begin();
				this.limit.goOn();
			}
			catch (SQLException | RuntimeException | Error ex) {
				end();
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
			try {
				rollBackInTurn();
			}
			catch (SQLException | RuntimeException | Error ex) {
				end();
				throw ex;
			}
			this.pass.goOn();
			beginInTurn();
		}

		@Override
		public void rollBackNow() throws SQLException {
			try {
				rollBackInTurn();
			}
			finally {
				end();
			}
		}

		private void rollBackInTurn() throws SQLException {
			if (!LocalWritePath.this.watch.rolledBack()) {
				run("ROLLBACK");
			}
			this.limit.stop();
			LocalWritePath.this.database.rolledBack(this.pass.turn());
		}

		private void end() throws SQLException {
			this.running = false;
			this.limit.stop();
			try (this.pass) {
				if (this.temp) {
					TempObjects.drop(LocalWritePath.this.raw);
				}
			}
		}

	}

}
