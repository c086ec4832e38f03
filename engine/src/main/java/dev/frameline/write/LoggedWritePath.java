package dev.frameline.write;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.wal.Frames;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write path of a node that has a log: a commit is hidden until the log has accepted it. One commit is in flight
 * at a time, and its transaction holds the lane until it is settled or nobody can tell.
 */
public final class LoggedWritePath implements WritePath {

	private static final Logger logger = LoggerFactory.getLogger(LoggedWritePath.class);

	private final LocalDatabase database;

	private final CommitLog log;

	private final Settlement settlement;

	private final Gate gate;

	private final Function<Position, CompletionStage<?>> catchUp;

	private final World world;

	private final Limits limits;

	private final LaneEntry lane;

	private ConnectionPragmas pragmas = new ConnectionPragmas();

	private @Nullable Connection pragmasOf;

	private final AtomicLong serial = new AtomicLong();

	private volatile @Nullable Position conflict;

	/**
	 * @param acquireTimeout how long a writer waits for the lane
	 * @param timeout how long a commit waits for the log's answer
	 * @param maxDuration how long a transaction may hold the lane before it commits
	 */
	public record Limits(Duration acquireTimeout, Duration timeout, Duration maxDuration) {

	}

	/**
	 * @param log is asked while the lane is held
	 * @param gate is asked before every transaction
	 * @param catchUp completes when this node has reached a position
	 */
	public LoggedWritePath(LocalDatabase database, CommitLog log, Settlement settlement, Gate gate,
			Function<Position, CompletionStage<?>> catchUp, World world, Limits limits) {
		this.database = database;
		this.log = log;
		this.settlement = settlement;
		this.gate = gate;
		this.catchUp = catchUp;
		this.world = world;
		this.limits = limits;
		this.lane = new LaneEntry(database.name(), database.lane(), world, limits.acquireTimeout());
	}

	@Override
	public Transaction begin(String holder) throws SQLException {
		return begin(holder, Map.of());
	}

	@Override
	public Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
		LaneEntry.Pass pass = enter(holder);
		try {
			pass.run(() -> {
				apply(pragmas);
				onFile(() -> this.database.begin(pass.turn()));
			});
			return new LoggedTransaction(holder, pass);
		}
		catch (SQLException | RuntimeException | Error ex) {
			pass.close();
			throw ex;
		}
	}

	@Override
	public void runAlone(String holder, String sql) throws SQLException {
		try (LaneEntry.Pass pass = enter(holder)) {
			pass.commit(() -> {
				apply(Map.of());
				append(pass.turn(), onFileGet(() -> this.database.runHidden(pass.turn(), sql)));
			});
		}
	}

	@Override
	public boolean heldByCurrentThread() {
		return this.lane.heldByCurrentThread();
	}

	@Override
	public Connection connection() {
		return this.database.writer();
	}

	@Override
	public boolean catchUp(long nanos) throws SQLException {
		Position position = this.conflict;
		if (position == null) {
			return true;
		}
		try {
			this.world.waiting().await(this.catchUp.apply(position), Duration.ofNanos(nanos));
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException ex) {
			throw new SQLTransientConnectionException("Database '" + this.database.name() + "': could not catch up with "
					+ position + " after a conflict: " + ex.getCause().getMessage(), "08001", ex.getCause());
		}
	}

	/** With the lane held. A file that was replaced has a connection on which nothing is set yet. */
	private void apply(Map<String, String> wanted) throws SQLException {
		Connection connection = connection();
		if (this.pragmasOf != connection) {
			this.pragmas = new ConnectionPragmas();
			this.pragmasOf = connection;
		}
		this.pragmas.apply(connection, wanted);
	}

	// -- entering

	/** Enters the lane with nothing unsettled. */
	private LaneEntry.Pass enter(String holder) throws SQLException {
		this.lane.require(this.gate::check);
		long deadline = this.world.time().nanos() + this.limits.acquireTimeout().toNanos();
		while (true) {
			LaneEntry.Pass pass = this.lane.enter(holder);
			if (this.database.unsettled() == null) {
				return pass;
			}
			pass.leave();
			this.lane.require(() -> settle(Duration.ofNanos(Math.max(0, deadline - this.world.time().nanos()))));
		}
	}

	private void settle(Duration atMost) throws SQLException {
		try {
			if (this.world.waiting().await(this.settlement.settle(), atMost)) {
				return;
			}
			throw unsettled(null);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw unsettled(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unsettled(ex);
		}
	}

	private SQLException unsettled(@Nullable Exception cause) {
		return new SQLTransientConnectionException("Database '" + this.database.name() + "': cannot write before commit "
				+ this.database.unsettled() + " is settled, and the primary does not answer. Nothing was changed."
				+ " Reads go on; try again when the primary is back.", "08001", cause);
	}

	// -- asking the log

	/** Ends what is tentative: published when this returns, discarded or unsettled when it throws. */
	private void append(Lane.Turn turn, @Nullable Frames frames) throws SQLException {
		if (frames == null) {
			return;
		}
		CommitId id = new CommitId(this.database.origin(), this.serial.incrementAndGet());
		Appending appending = prepare(turn, id, frames);
		Appended answer = appending.run();
		if (answer instanceof Appended.Accepted accepted) {
			publish(turn, appending, accepted);
		}
		else if (answer instanceof Appended.Unknown unknown) {
			logger.warn("Database '{}': commit {} was sent and not answered: {}. It stays hidden until it is settled.",
					this.database.name(), id, plain(unknown.reason()));
			throw new SQLNonTransientConnectionException("Database '" + this.database.name() + "': nobody can tell yet"
					+ " whether commit " + id + " is in the log: " + plain(unknown.reason()) + ". It is settled before the"
					+ " next write; do not repeat it blindly.", "08007");
		}
		else {
			onFile(() -> this.database.discard(turn));
			throw refusal(answer);
		}
	}

	private Appending prepare(Lane.Turn turn, CommitId id, Frames frames) throws SQLException {
		try {
			return onFileGet(() -> {
				this.database.sending(turn, id);
				return Appending.of(this.database, this.log, id, frames, this.world, this.limits.timeout());
			});
		}
		catch (SQLException ex) {
			onFile(() -> this.database.discard(turn));
			throw ex;
		}
	}

	private void publish(Lane.Turn turn, Appending appending, Appended.Accepted accepted) throws SQLException {
		if (!accepted.end().position().equals(appending.end().position()) || accepted.end().contradicts(appending.end())) {
			FramelineException defect = new FramelineException("Database '" + this.database.name()
					+ "': expected the log to stand at " + appending.end() + ", it says " + accepted.end());
			this.database.stop("the log has accepted a commit at another place than it was made for", defect);
			throw new SQLNonTransientConnectionException(defect.getMessage(), "08007", defect);
		}
		try {
			this.database.publish(turn, appending.end());
		}
		catch (IOException | SQLException | FramelineException ex) {
			throw new SQLNonTransientConnectionException("Database '" + this.database.name() + "': the log has accepted"
					+ " the transaction at " + appending.end().position() + ", but this node could not show it: "
					+ ex.getMessage() + ". It is shown before the next write; do not repeat it.", "08007", ex);
		}
	}

	private String plain(String reason) {
		return FramelineException.withoutName(this.database.name(), reason);
	}

	private SQLException refusal(Appended answer) {
		String name = "Database '" + this.database.name() + "': ";
		if (answer instanceof Appended.Conflict conflict) {
			this.conflict = conflict.newest().position();
			return new SQLTransactionRollbackException(name + "the log has gone on to " + conflict.newest().position()
					+ " while this transaction ran. It is rolled back, nobody saw it; run it again.", "40001");
		}
		if (answer instanceof Appended.Fenced fenced) {
			return new SQLTransactionRollbackException(name + "another node has taken over the right to write (fence "
					+ fenced.current() + "). The transaction is rolled back; run it again.", "40001");
		}
		if (answer instanceof Appended.Diverged diverged) {
			return new SQLNonTransientConnectionException(
					name + "its history is not the primary's: " + diverged.divergence().reason(), "08004");
		}
		if (answer instanceof Appended.Refused refused) {
			return new SQLNonTransientConnectionException(
					name + "the log refuses the transaction: " + plain(refused.reason()) + ". Nothing was changed.",
					"08004");
		}
		String reason = (answer instanceof Appended.NotSent notSent) ? plain(notSent.reason()) : "the log had no turn for it";
		return new SQLTransientConnectionException(
				name + "the transaction could not be sent: " + reason + ". Nothing was changed; reads go on.", "08001");
	}

	// -- the file's failures, as JDBC knows them

	private void onFile(FileAction action) throws SQLException {
		onFileGet(() -> {
			action.run();
			return true;
		});
	}

	private <T> T onFileGet(FileCall<T> call) throws SQLException {
		try {
			return call.run();
		}
		catch (IOException | FramelineException ex) {
			throw new SQLException(
					"Database '" + this.database.name() + "': " + plain(String.valueOf(ex.getMessage())), "58030", ex);
		}
	}

	@FunctionalInterface
	private interface FileAction {

		void run() throws SQLException, IOException;

	}

	@FunctionalInterface
	private interface FileCall<T> {

		T run() throws SQLException, IOException;

	}

	private final class LoggedTransaction implements Transaction, DurationLimit.Rollback {

		private final LaneEntry.Pass pass;

		private final DurationLimit limit;

		private volatile boolean running = true;

		private volatile boolean temp;

		LoggedTransaction(String holder, LaneEntry.Pass pass) {
			this.pass = pass;
			this.limit = DurationLimit.start(LoggedWritePath.this.database.name(), holder, connection(),
					LoggedWritePath.this.world, LoggedWritePath.this.limits.maxDuration(), this);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public boolean isOpen() {
			return this.running && !this.limit.expired() && LoggedWritePath.this.database.isInTransaction();
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
			Frames frames = commitHidden();
			inTurn(() -> this.pass.commit(() -> append(this.pass.turn(), frames)));
			end();
		}

		/** The lane is kept only after an append that returned: all is settled then. */
		@Override
		public synchronized void commitAndStay() throws SQLException {
			Frames frames = commitHidden();
			inTurn(() -> this.pass.commit(() -> append(this.pass.turn(), frames)));
			this.pass.goOn();
			beginInTurn();
		}

		private void requireOpen() throws SQLException {
			if (!isOpen()) {
				rollback();
				throw new SQLTransactionRollbackException("Database '" + LoggedWritePath.this.database.name()
						+ "': there is nothing to commit, the transaction has been rolled back already", "40000");
			}
		}

		/** Commits hidden. From then on nothing ends the transaction but the log's answer. */
		private @Nullable Frames commitHidden() throws SQLException {
			requireOpen();
			try {
				Frames frames = onFileGet(() -> LoggedWritePath.this.database.commitHidden(this.pass.turn()));
				this.running = false;
				this.limit.stop();
				return frames;
			}
			catch (SQLException ex) {
				if (!LoggedWritePath.this.database.isInTransaction()) {
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
			inTurn(() -> LoggedWritePath.this.database.rollback(this.pass.turn()));
			this.pass.goOn();
			beginInTurn();
		}

		@Override
		public void rollBackNow() throws SQLException {
			inTurn(() -> LoggedWritePath.this.database.rollback(this.pass.turn()));
			end();
		}

		/** Begins anew, if the node may still write. */
		private void beginInTurn() throws SQLException {
			inTurn(() -> {
				LoggedWritePath.this.gate.check();
				LoggedWritePath.this.database.begin(this.pass.turn());
			});
			this.running = true;
			this.limit.goOn();
		}

		/** Gives the lane back if {@code step} fails. */
		private void inTurn(FileAction step) throws SQLException {
			try {
				onFile(step);
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
					TempObjects.drop(connection());
				}
			}
		}

	}

}
