package dev.frameline.node;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Ownership;
import dev.frameline.database.Snapshots;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.Seat;
import dev.frameline.log.Newest;
import dev.frameline.log.ServedLog;
import dev.frameline.node.NodeStatus.Lag;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Pending;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.replica.Copy;
import dev.frameline.replica.FollowState;
import dev.frameline.replica.Replica;
import dev.frameline.replica.ReplicaSettings;
import dev.frameline.replica.Upstream;
import dev.frameline.world.World;
import dev.frameline.write.LogSettlement;
import dev.frameline.write.LoggedWritePath;
import dev.frameline.write.Settlement;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node that follows a primary. */
final class ReplicaPart implements Part {

	private static final Logger logger = LoggerFactory.getLogger(ReplicaPart.class);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(1);

	private final NodeSettings settings;

	private final Ownership ownership;

	private final World world;

	private final Snapshots snapshots;

	private final Upstream upstream;

	private final LateCopy copy;

	private final Replica replica;

	private ReplicaPart(NodeSettings settings, Ownership ownership, World world, Snapshots snapshots,
			Upstream upstream) throws IOException {
		this.settings = settings;
		this.ownership = ownership;
		this.world = world;
		this.snapshots = snapshots;
		this.upstream = upstream;
		this.copy = new LateCopy(settings.name());
		boolean rebootstrap = settings.sync().onDivergence() == NodeSettings.OnDivergence.REBOOTSTRAP;
		this.replica = new Replica(
				new ReplicaSettings(settings.name(), settings.path(), settings.sync().batchSize(), rebootstrap), world,
				upstream, this::openCopy);
	}

	static ReplicaPart open(NodeSettings settings, Ownership ownership, World world, Snapshots snapshots,
			Upstream upstream) throws IOException, SQLException {
		requireOwn(settings, world);
		ReplicaPart part = new ReplicaPart(settings, ownership, world, snapshots, upstream);
		try {
			part.replica.openCopy();
			new InitialSync(settings, world, upstream, part.replica).run();
			return part;
		}
		catch (IOException | SQLException | RuntimeException ex) {
			try (part) {
				throw ex;
			}
		}
	}

	/** Nothing is fetched over a file that may hold what is nowhere else. */
	private static void requireOwn(NodeSettings settings, World world) throws IOException {
		String file = "Database '" + settings.name() + "': " + settings.path();
		boolean exists = world.disk().exists(settings.path());
		if (world.disk().exists(Files.logDirectory(settings.path()))) {
			throw new FramelineException(file + " is a primary's, whose log stands beside it. Give the replica a path"
					+ " of its own; or, if this node is to follow another primary from here on, move the file and all"
					+ " files beside it away first.");
		}
		if (exists && !Files.isKnown(settings.path(), world)) {
			throw new FramelineException(file + " is a database that never was a replica, or has lost its state record "
					+ settings.path() + "-state; following a primary would overwrite it. Move it away or give the replica"
					+ " another path; or serve it with frameline.serve.enabled=true.");
		}
		if (exists && !LocalDatabase.isInstalled(settings.path(), world)) {
			throw new FramelineException(file + "-state holds no whole state record, and nobody knows where "
					+ settings.path() + " stands. Nothing was changed. Move the file and its -wal and -state files away, and"
					+ " the primary's database is fetched.");
		}
		if (!exists && Files.isKnown(settings.path(), world)) {
			logger.warn("Database '{}': {} is missing, though its state record is there: it was deleted, or the node died"
					+ " while it put a base in place. The primary's database is fetched anew.", settings.name(),
					settings.path());
		}
	}

	private Copy openCopy() throws IOException, SQLException {
		LocalDatabase database = LocalDatabase.open(this.settings.name(), this.settings.path(), this.ownership,
				this.world, this.settings.walLimits(), this.snapshots);
		Settlement settlement = new LogSettlement(database, this.replica.log(), this.world.tasks());
		NodeLease lease = new NodeLease(Seat.of(database), this.replica.leases(), this.world);
		WritePath writes = new LoggedWritePath(database, this.replica.log(), lease, settlement, this::requireOneHistory,
				this.replica::catchUp, this.world, this.settings.write().limits());
		this.copy.arrived(database, lease, writes);
		return new Copy(database, settlement);
	}

	private void requireOneHistory() throws SQLException {
		String refusal = this.replica.refusal();
		if (refusal != null) {
			throw new SQLNonTransientConnectionException(refusal, "08004");
		}
	}

	@Override
	public WritePath writes() {
		return this.copy;
	}

	@Override
	public int waiting() {
		return this.copy.waiting();
	}

	@Override
	public Guard guard() {
		return this.copy;
	}

	@Override
	public Connection openReader() throws SQLException {
		return this.copy.database().openReader();
	}

	@Override
	public int epoch() {
		LocalDatabase database = this.copy.orNull();
		return (database != null) ? database.epoch() : 0;
	}

	@Override
	public void awaitReady(Duration atMost) throws SQLException {
		if (this.copy.orNull() != null) {
			return;
		}
		try {
			this.world.waiting().await(this.copy.ready(), atMost);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw this.copy.notReady();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.copy.notReady();
		}
	}

	@Override
	public @Nullable ServedLog served() {
		return null;
	}

	@Override
	public CompletionStage<?> sync(Duration hold) {
		return this.replica.step(hold);
	}

	@Override
	public CompletionStage<Position> await(Position position) {
		return this.copy.ready().thenCompose((ready) -> {
			LocalDatabase database = this.copy.orNull();
			if (database == null) {
				throw new IllegalStateException("A copy that is ready is there");
			}
			return database.await(position);
		});
	}

	@Override
	public NodeStatus status() {
		FollowState state = this.replica.state();
		LocalDatabase database = this.copy.orNull();
		NodeStatus.Primary primary = new NodeStatus.Primary(this.upstream.url(), state.reachable(),
				position(state.newest()));
		LastSync lastSync = lastSync(state.lastSync());
		if (database == null) {
			return new NodeStatus(Status.DOWN, Role.REPLICA, this.settings.name(), null, null, primary, null,
					new Pending(0, 0), null, lastSync, state.lastError());
		}
		Lag lag = (state.newest() != null) ? lag(state, database.sequence()) : null;
		String stopped = database.stopped();
		return new NodeStatus(status(state, stopped, lag), Role.REPLICA, this.settings.name(), databaseId(database),
				database.position().position(), primary, lag, PendingCommits.of(database),
				new NodeStatus.Lease(database.origin(), this.copy.holdsLease() ? database.origin() : null), lastSync,
				(stopped != null) ? stopped : state.lastError());
	}

	private Lag lag(FollowState state, long sequence) {
		long quiet = this.replica.isFollowing() ? Long.MAX_VALUE : this.settings.sync().interval().toNanos() * 2;
		return new Lag(state.lagFrames(sequence), state.lagSeconds(sequence, this.world.time().nanos(), quiet));
	}

	private Status status(FollowState state, @Nullable String stopped, @Nullable Lag lag) {
		if (stopped != null) {
			return Status.DOWN;
		}
		if (state.diverged() != null) {
			return Status.DIVERGED;
		}
		if (state.failing()) {
			return Status.OFFLINE;
		}
		boolean stale = lag != null && (lag.frames() > this.settings.health().maxLagFrames()
				|| lag.seconds() > this.settings.health().maxLagTime().toMillis() / 1e3);
		return stale ? Status.STALE : Status.UP;
	}

	private static @Nullable Position position(@Nullable Newest newest) {
		return (newest != null) ? newest.mark().position() : null;
	}

	private static @Nullable UUID databaseId(LocalDatabase database) {
		return (database.identity().lineage() != null) ? database.identity().lineage().databaseId() : null;
	}

	private static @Nullable LastSync lastSync(FollowState.@Nullable Sync sync) {
		if (sync == null) {
			return null;
		}
		Long total = (sync.total() >= 0) ? sync.total() : null;
		return new LastSync(sync.at(), sync.outcome().text(), sync.frames(), sync.bytes(), total, sync.seconds());
	}

	/** Without it the lease ends by itself, a while later. */
	private void awaitRelease(CompletionStage<?> released) throws InterruptedException {
		try {
			this.world.waiting().await(released, RELEASE_TIMEOUT);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Database '{}': the lease was not given back", this.settings.name(), ex);
		}
	}

	@Override
	public void close() throws IOException, SQLException {
		try (Ownership last = this.ownership; LocalDatabase first = this.copy.orNull()) {
			if (first != null) {
				first.closing();
			}
			CompletionStage<?> released = this.copy.giveBack();
			this.world.waiting().await(this.replica.stop(), STOP_TIMEOUT);
			awaitRelease(released);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new IOException("the step of following that was under way did not end", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
