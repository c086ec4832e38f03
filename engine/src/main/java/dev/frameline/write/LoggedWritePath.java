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

	private final CommitLog log;

	private final Gate gate;

	private final Function<Position, CompletionStage<?>> catchUp;

	private final World world;

	private final Limits limits;

	private final LaneEntry lane;

	private final LeaseEntry leased;

	private final Refusals refusals;

	private final FileCalls onFile;

	private ConnectionPragmas pragmas = new ConnectionPragmas();

	private @Nullable Connection pragmasOf;

	private final AtomicLong serial = new AtomicLong();

	private volatile @Nullable Position conflict;

	/**
	 * @param acquireTimeout how long a writer waits for the lease, the lane and what comes between
	 * @param timeout how long a commit waits for the log's answer
	 * @param maxDuration how long a transaction may hold the lane before it commits
	 */
	public record Limits(Duration acquireTimeout, Duration timeout, Duration maxDuration) {

	}

	/**
	 * @param log is asked while the lane is held
	 * @param lease is had before the lane is asked for
	 * @param gate is asked before every transaction
	 * @param catchUp completes when this node has reached a position
	 */
	public LoggedWritePath(LocalDatabase database, CommitLog log, NodeLease lease, Settlement settlement, Gate gate,
			Function<Position, CompletionStage<?>> catchUp, World world, Limits limits) {
		this.database = database;
		this.log = log;
		this.gate = gate;
		this.catchUp = catchUp;
		this.world = world;
		this.limits = limits;
		this.lane = new LaneEntry(database.name(), database.lane(), world, limits.acquireTimeout());
		this.leased = new LeaseEntry(database, lease, settlement, catchUp, world.waiting(), this.lane);
		this.refusals = new Refusals(database.name());
		this.onFile = new FileCalls(database.name());
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
				this.onFile.run(() -> this.database.begin(pass.turn()));
			});
			return new LoggedTransaction(holder, this, this.database, this.gate, pass, this.world,
					this.limits.maxDuration());
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
				append(pass, this.onFile.get(() -> this.database.runHidden(pass.turn(), sql)));
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

	/**
	 * Enters the lane with the lease, with nothing unsettled and with all that the log has. All that is waited for on the
	 * way has the one acquire timeout.
	 */
	private LaneEntry.Pass enter(String holder) throws SQLException {
		this.lane.require(this.gate::check);
		long deadline = this.world.time().nanos() + this.limits.acquireTimeout().toNanos();
		while (true) {
			LaneEntry.Pass pass = this.lane.enter(holder, deadline, () -> this.leased.admit(holder, deadline));
			if (this.leased.isReady(pass.admission())) {
				return pass;
			}
			pass.leave();
		}
	}

	// -- asking the log

	/** Ends what is tentative: published when this returns, discarded or unsettled when it throws. */
	void append(LaneEntry.Pass pass, @Nullable Hidden hidden) throws SQLException {
		if (hidden == null) {
			return;
		}
		Lane.Turn turn = pass.turn();
		this.database.inFlight(turn);
		Tentative commit = new Tentative(new CommitId(this.database.origin(), this.serial.incrementAndGet()),
				pass.admission().fence(), hidden);
		try {
			Appending appending = prepare(commit);
			Appended answer = appending.run();
			if (answer instanceof Appended.Rolled rolled) {
				appending = cross(turn, commit, rolled.next());
				answer = appending.run();
			}
			end(pass, commit, appending, answer);
		}
		finally {
			this.database.landed();
		}
	}

	private void end(LaneEntry.Pass pass, Tentative commit, Appending appending, Appended answer)
			throws SQLException {
		if (answer instanceof Appended.Accepted accepted) {
			publish(commit.hidden(), appending, accepted);
		}
		else if (answer instanceof Appended.Unknown unknown) {
			logger.warn("Database '{}': commit {} was sent and not answered: {}. It stays hidden until it is settled.",
					this.database.name(), commit.id(), this.refusals.plain(unknown.reason()));
			throw this.refusals.unknown(commit.id(), unknown.reason());
		}
		else {
			this.onFile.run(() -> this.database.discard());
			if (answer instanceof Appended.Conflict conflict) {
				this.conflict = conflict.newest().position();
				pass.admission().lost();
			}
			if (answer instanceof Appended.Fenced) {
				pass.admission().lost();
			}
			throw this.refusals.of(answer);
		}
	}

	/** The commit stays tentative and begins at frame 0 of the next generation, which is the same state. */
	private Appending cross(Lane.Turn turn, Tentative commit, GenerationStart next) throws SQLException {
		Lineage lineage = Objects.requireNonNull(this.database.identity().lineage());
		return orDiscard(() -> {
			this.database.cross(turn, next.identity(lineage));
			return Appending.of(this.database, this.log, commit, this.world, this.limits.timeout());
		});
	}

	private Appending prepare(Tentative commit) throws SQLException {
		return orDiscard(() -> {
			this.database.sending(commit.id(), commit.hidden());
			return Appending.of(this.database, this.log, commit, this.world, this.limits.timeout());
		});
	}

	private Appending orDiscard(FileCalls.Call<Appending> preparation) throws SQLException {
		try {
			return this.onFile.get(preparation);
		}
		catch (SQLException ex) {
			this.onFile.run(() -> this.database.discard());
			throw ex;
		}
	}

	private void publish(Hidden commit, Appending appending, Appended.Accepted accepted) throws SQLException {
		if (!accepted.end().position().equals(appending.end().position()) || accepted.end().contradicts(appending.end())) {
			FramelineException defect = new FramelineException("Database '" + this.database.name()
					+ "': expected the log to stand at " + appending.end() + ", it says " + accepted.end());
			this.database.stop("the log has accepted a commit at another place than it was made for", defect);
			throw this.refusals.misplaced(defect);
		}
		try {
			this.database.publish(commit, appending.end());
		}
		catch (IOException | SQLException | FramelineException ex) {
			throw this.refusals.notShown(appending.end(), ex);
		}
	}

}
