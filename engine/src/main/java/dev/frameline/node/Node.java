package dev.frameline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.database.Ownership;
import dev.frameline.database.Snapshot;
import dev.frameline.database.Snapshots;
import dev.frameline.jdbc.Backend;
import dev.frameline.log.ServedLog;
import dev.frameline.replica.Upstream;
import dev.frameline.signals.Signals;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.World;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database on one machine, in its role. Safe for any thread.
 */
public final class Node implements Backend, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Node.class);

	private final NodeSettings settings;

	private final World world;

	private final Part part;

	private final Snapshots snapshots;

	private Node(NodeSettings settings, World world, Part part, Snapshots snapshots) {
		this.settings = settings;
		this.world = world;
		this.part = part;
		this.snapshots = snapshots;
	}

	/**
	 * Opens the file: locks it, recovers it, adopts it or fetches it, as its role asks.
	 * @param upstream the primary; required for a replica, {@code null} otherwise
	 * @throws FramelineException if the node cannot be what it is to be; the message says why and what to do
	 */
	public static Node open(NodeSettings settings, World world, @Nullable Upstream upstream) {
		if ((settings.role() == Role.REPLICA) != (upstream != null)) {
			throw new IllegalArgumentException("A replica, and only a replica, has a primary to follow");
		}
		try {
			Path path = settings.path().toAbsolutePath().normalize();
			world.disk().createDirectories(path.getParent());
			NodeSettings absolute = new NodeSettings(settings.name(), path, settings.role(), settings.log(), settings.sync(),
					settings.read(), settings.write(), settings.health());
			Snapshots snapshots = new Snapshots();
			Node node = new Node(absolute, world,
					openPart(absolute, Ownership.take(settings.name(), path), world, snapshots, upstream), snapshots);
			node.introduce(upstream);
			return node;
		}
		catch (IOException | SQLException ex) {
			throw new FramelineException(
					"Database '" + settings.name() + "': cannot open " + settings.path() + ": " + ex.getMessage(), ex);
		}
	}

	private static Part openPart(NodeSettings settings, Ownership ownership, World world, Snapshots snapshots,
			@Nullable Upstream upstream) throws IOException, SQLException {
		try {
			if (upstream != null) {
				return ReplicaPart.open(settings, ownership, world, snapshots, upstream);
			}
			if (settings.role() == Role.PRIMARY) {
				return PrimaryPart.open(settings,
						new PrimaryFiles(settings.name(), settings.path(), settings.logDirectory(), ownership, world), world,
						snapshots);
			}
			return StandalonePart.open(settings, ownership, world, snapshots);
		}
		catch (IOException | SQLException | RuntimeException ex) {
			try (ownership) {
				throw ex;
			}
		}
	}

	private void introduce(@Nullable Upstream upstream) {
		Position position = position();
		logger.info("Database '{}': {} on {}{}{}", name(), role().name().toLowerCase(Locale.ROOT), this.settings.path(),
				(position != null) ? " at position " + position : (upstream != null) ? " without a copy yet" : "",
				(upstream != null) ? ", following " + upstream.url() : "");
	}

	public Role role() {
		return this.settings.role();
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public WritePath writes() {
		return this.part.writes();
	}

	@Override
	public Time time() {
		return this.world.time();
	}

	@Override
	public Tasks tasks() {
		return this.world.tasks();
	}

	@Override
	public Guard guard() {
		return this.part.guard();
	}

	@Override
	public Signals signals() {
		return this.world.signals();
	}

	@Override
	public Snapshots snapshots() {
		return this.snapshots;
	}

	@Override
	public Connection openReader() throws SQLException {
		return this.part.openReader();
	}

	@Override
	public int epoch() {
		return this.part.epoch();
	}

	@Override
	public void awaitReady(Duration atMost) throws SQLException {
		this.part.awaitReady(atMost);
	}

	/** The log to serve; {@code null} unless this is a primary. */
	public @Nullable ServedLog served() {
		return this.part.served();
	}

	/**
	 * One step of following, on a replica: settles, bootstraps or pulls once, held for at most {@code hold}, and
	 * applies what came. On other roles it completes at once. Steps asked for while one runs are answered by one
	 * further step.
	 * @return completes with the status afterwards, also when the step failed; {@link NodeStatus#lastError()} says why
	 */
	public CompletionStage<NodeStatus> sync(Duration hold) {
		return this.part.sync(hold).thenApply((step) -> status());
	}

	/**
	 * Ends the generation of a primary's log and begins the next one, whose base is then built beside the traffic.
	 * @return completes with the newest generation's number; it is the same as before if that has no frame yet.
	 * Exceptionally with a {@link FramelineException} if this is no primary, or the generation cannot end now; the
	 * message says why
	 */
	public CompletionStage<Long> roll() {
		return this.part.roll();
	}

	/** Completes when this node shows {@code position} or a later one. */
	public CompletionStage<Position> await(Position position) {
		return this.part.await(position);
	}

	/** Accepted; {@code null} on a standalone node and before the first copy. */
	public @Nullable Position position() {
		return this.part.status().position();
	}

	public NodeStatus status() {
		return this.part.status().with(oldestSnapshot());
	}

	/** How many wait for their turn: writers, before the lease or the lane, and whatever else changes the file. */
	public int waitingForLane() {
		return this.part.waiting();
	}

	/** Bytes of the local WAL. */
	public long walSize() throws IOException {
		Path wal = this.settings.path().resolveSibling(this.settings.path().getFileName() + "-wal");
		return this.world.disk().exists(wal) ? this.world.disk().size(wal) : 0;
	}

	/** The oldest snapshot that a reader holds; {@code null} if none is held. */
	public NodeStatus.@Nullable Snapshot oldestSnapshot() {
		Snapshot oldest = this.snapshots.oldest();
		return (oldest != null) ? new NodeStatus.Snapshot(oldest.holder(), oldest.thread(),
				Math.max(0, time().nanos() - oldest.since()) / 1e9) : null;
	}

	/** Ends what is held, closes connections, then channels, then the lock. Pools are closed before. */
	@Override
	public void close() {
		try {
			this.part.close();
		}
		catch (IOException | SQLException ex) {
			throw new FramelineException("Database '" + name() + "': could not be closed in good order. The next start"
					+ " recovers it.", ex);
		}
	}

}
