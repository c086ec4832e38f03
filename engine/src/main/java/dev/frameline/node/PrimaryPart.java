package dev.frameline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Snapshots;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.Seat;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.ServedLog;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.primary.Primary;
import dev.frameline.world.World;
import dev.frameline.write.LogSettlement;
import dev.frameline.write.LoggedWritePath;
import dev.frameline.write.WritePath;

/** The node whose log decides the order, and whose file is a replica of that log. */
final class PrimaryPart implements Part {

	private final LogDirectory log;

	private final LocalDatabase database;

	private final Primary primary;

	private final NodeLease lease;

	private final WritePath writes;

	private PrimaryPart(NodeSettings settings, LogDirectory log, LocalDatabase database, Primary primary,
			World world) {
		this.log = log;
		this.database = database;
		this.primary = primary;
		this.lease = new NodeLease(Seat.of(database), primary.ownLeases(), world);
		this.writes = new LoggedWritePath(database, primary.own(), this.lease,
				new LogSettlement(database, primary.own(), world.tasks()), this::requireAccepting,
				this.database::await, world, settings.write().limits());
	}

	static PrimaryPart open(NodeSettings settings, PrimaryFiles files, World world, Snapshots snapshots)
			throws IOException, SQLException {
		LogDirectory log = files.openLog();
		LocalDatabase database = null;
		try {
			database = files.openDatabase(log, settings.walLimits(), snapshots);
			Path spool = settings.path().resolveSibling(settings.path().getFileName() + "-push");
			Primary primary = Primary.open(log, database, spool, settings.log().rolls(), settings.write().lease(), world);
			return new PrimaryPart(settings, log, database, primary, world);
		}
		catch (IOException | SQLException | RuntimeException ex) {
			try (LogDirectory last = log; LocalDatabase first = database) {
				throw ex;
			}
		}
	}

	private void requireAccepting() throws SQLException {
		String reason = this.primary.stopped();
		if (reason != null) {
			throw new SQLNonTransientConnectionException(
					"Database '" + this.database.name() + "': the primary accepts nothing any more: "
							+ FramelineException.withoutName(this.database.name(), reason)
							+ ". Restart it; if it refuses to start, its message says what to do.", "08004");
		}
	}

	@Override
	public WritePath writes() {
		return this.writes;
	}

	@Override
	public int waiting() {
		return this.lease.waiting() + this.database.lane().waiting();
	}

	@Override
	public Guard guard() {
		return this.database.guard();
	}

	@Override
	public Connection openReader() throws SQLException {
		return this.database.openReader();
	}

	@Override
	public int epoch() {
		return this.database.epoch();
	}

	@Override
	public void awaitReady(Duration atMost) {
		// It is ready once it is open
	}

	@Override
	public ServedLog served() {
		return this.primary;
	}

	@Override
	public CompletionStage<Long> roll() {
		return this.primary.roll().thenApply(GenerationStart::generation);
	}

	@Override
	public CompletionStage<?> sync(Duration hold) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Position> await(Position position) {
		return this.database.await(position);
	}

	@Override
	public NodeStatus status() {
		String stopped = this.primary.stopped();
		return new NodeStatus((stopped != null) ? Status.DOWN : Status.UP, Role.PRIMARY, this.database.name(),
				this.log.lineage().databaseId(), this.database.position().position(), null, null,
				PendingCommits.of(this.database),
				new NodeStatus.Lease(this.database.origin(), this.primary.leaseHolder()), null, stopped);
	}

	@Override
	public void close() throws IOException, SQLException {
		this.database.closing();
		try (LogDirectory last = this.log; LocalDatabase second = this.database; Primary first = this.primary) {
			// Closed in this order, whatever fails
			this.lease.close();
		}
	}

}
