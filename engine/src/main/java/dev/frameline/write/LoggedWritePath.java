package dev.frameline.write;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Position;
import dev.frameline.database.Hidden;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.lease.NodeLease;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.GenerationStart;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write path of a node that has a log: a commit is hidden until the log has accepted it. One commit is in flight
 * at a time, and its transaction holds the lease and the lane until it is settled or nobody can tell.
 */
public final class LoggedWritePath implements WritePath {

	private static final Logger logger = LoggerFactory.getLogger(LoggedWritePath.class);

	private final LocalDatabase database;

	private final Gate gate;

	private final Function<Position, CompletionStage<?>> catchUp;

	private final World world;

	private final Limits limits;

	private final Appender appender;

	private final LaneEntry lane;

	private final LeaseEntry leased;

	private final FileCalls onFile;

	private ConnectionPragmas pragmas = new ConnectionPragmas();

	private @Nullable Connection pragmasOf;

	/**
	 * @param acquireTimeout how long a writer waits for the lease, the lane and what comes between
	 * @param timeout how long a commit waits for the log's answer
	 * @param maxDuration how long a transaction may hold the lane before it commits
	 * @param maxInFlight how many commits may wait for the log's answer, 1 or more
	 * @param maxInFlightSize bytes of their frames from which on no further one begins
	 * @param maxTransactionSize bytes of frames that a transaction may commit
	 */
	public record Limits(Duration acquireTimeout, Duration timeout, Duration maxDuration, int maxInFlight,
			long maxInFlightSize, long maxTransactionSize) {

	}

	/**
	 * @param log is asked to accept what was committed
	 * @param lease is had before the lane is asked for
	 * @param gate is asked before every transaction
	 * @param catchUp completes when this node has reached a position
	 */
	public LoggedWritePath(LocalDatabase database, CommitLog log, NodeLease lease, Settlement settlement, Gate gate,
			Function<Position, CompletionStage<?>> catchUp, World world, Limits limits) {
		this.database = database;
		this.gate = gate;
		this.catchUp = catchUp;
		this.world = world;
		this.limits = limits;
		this.appender = new Appender(database, log, world, limits);
		this.lane = new LaneEntry(database.name(), database.lane(), world, limits.acquireTimeout());
		this.leased = new LeaseEntry(database, lease, settlement, catchUp, world.waiting(), this.lane);
		this.onFile = new FileCalls(database.name());
	}

	@Override
	public Transaction begin(String holder) throws SQLException {
		return begin(holder, Map.of());
	}

	@Override
	public Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
		long deadline = deadline();
		while (true) {
			LaneEntry.Pass pass = enter(holder, deadline, (who) -> this.database.lane().enterBehind(who, this.appender::hasRoom));
			LoggedTransaction transaction = new LoggedTransaction(holder, this.appender, this.database, this.gate, pass,
					this.world, this.limits.maxDuration());
			if (transaction.begin(() -> apply(pragmas))) {
				return transaction;
			}
		}
	}

	@Override
	public void runAlone(String holder, String sql) throws SQLException {
		try (LaneEntry.Pass pass = enter(holder, deadline(), this.database.lane()::enter)) {
			pass.commit(() -> {
				apply(Map.of());
				Hidden hidden = this.onFile.get(() -> this.database.runHidden(pass.turn(), sql));
				if (hidden != null) {
					this.appender.await(this.appender.submit(pass.turn(), hidden, pass.admission()));
				}
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
		Position position = this.appender.conflict();
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

	private long deadline() {
		return this.world.time().nanos() + this.limits.acquireTimeout().toNanos();
	}

	/**
	 * Enters the lane with the lease, with nothing unsettled and with all that the log has. All that is waited for on the
	 * way has the one acquire timeout.
	 */
	private LaneEntry.Pass enter(String holder, long deadline, LaneEntry.Door door) throws SQLException {
		this.lane.require(this.gate::check);
		while (true) {
			LaneEntry.Pass pass = this.lane.enter(holder, deadline, () -> this.leased.admit(holder, deadline), door);
			if (this.leased.isReady(pass.admission())) {
				return pass;
			}
			pass.leave();
		}
	}

}
