package dev.frameline.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.database.Ownership;
import dev.frameline.database.PlainDatabase;
import dev.frameline.database.Snapshots;
import dev.frameline.log.ServedLog;
import dev.frameline.node.NodeStatus.Pending;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.world.World;
import dev.frameline.write.LocalWritePath;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/** A plain SQLite file: no log, no position, nobody to follow. */
final class StandalonePart implements Part {

	private final NodeSettings settings;

	private final Ownership ownership;

	private final PlainDatabase database;

	private final WritePath writes;

	private StandalonePart(NodeSettings settings, Ownership ownership, PlainDatabase database, World world)
			throws SQLException {
		this.settings = settings;
		this.ownership = ownership;
		this.database = database;
		this.writes = new LocalWritePath(database, world, settings.write().acquireTimeout(),
				settings.write().maxDuration());
	}

	static StandalonePart open(NodeSettings settings, Ownership ownership, World world, Snapshots snapshots)
			throws IOException, SQLException {
		Path log = Files.logDirectory(settings.path());
		if (world.disk().exists(log) || Files.isKnown(settings.path(), world)) {
			throw new FramelineException("Database '" + settings.name() + "': " + settings.path()
					+ " belongs to a replicated database, and a standalone node would write past its log. Set"
					+ " frameline.serve.enabled=true if it is the primary's or frameline.primary.url if it is a"
					+ " replica's; or copy the database file alone, without the files beside it, to another path.");
		}
		return new StandalonePart(settings, ownership, PlainDatabase.open(settings.name(), settings.path(), world,
				settings.walLimits(), snapshots), world);
	}

	@Override
	public WritePath writes() {
		return this.writes;
	}

	@Override
	public int waiting() {
		return this.database.lane().waiting();
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
		return 0;
	}

	@Override
	public void awaitReady(Duration atMost) {
		// It is ready once it is open
	}

	@Override
	public @Nullable ServedLog served() {
		return null;
	}

	@Override
	public CompletionStage<?> sync(Duration hold) {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Position> await(Position position) {
		return CompletableFuture.failedStage(new FramelineException("Database '" + this.settings.name()
				+ "': a standalone node has no position and never comes to " + position));
	}

	@Override
	public NodeStatus status() {
		return new NodeStatus(Status.UP, Role.STANDALONE, this.settings.name(), null, null, null, null,
				new Pending(0, 0), null, null, null);
	}

	@Override
	public void close() throws IOException, SQLException {
		try (Ownership last = this.ownership; PlainDatabase first = this.database) {
			// Closed in this order, whatever fails
		}
	}

}
