package dev.frameline.node;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.jdbc.Backend;
import dev.frameline.log.ServedLog;
import dev.frameline.replica.Upstream;
import dev.frameline.world.World;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * One database on one machine, in its role. Safe for any thread.
 */
public final class Node implements Backend, AutoCloseable {

	private final NodeSettings settings;

	private Node(NodeSettings settings) {
		this.settings = settings;
	}

	/**
	 * Opens the file: locks it, recovers it, adopts it or fetches it, as its role asks.
	 * @param upstream the primary; required for a replica, {@code null} otherwise
	 * @throws dev.frameline.FramelineException if the node cannot be what it is to be; the message says why and what
	 * to do
	 */
	public static Node open(NodeSettings settings, World world, @Nullable Upstream upstream) {
		throw new UnsupportedOperationException("skeleton");
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
		throw new UnsupportedOperationException("skeleton");
	}

	@Override
	public Guard guard() {
		throw new UnsupportedOperationException("skeleton");
	}

	@Override
	public Connection openReader() throws SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	@Override
	public int epoch() {
		throw new UnsupportedOperationException("skeleton");
	}

	@Override
	public void awaitReady(Duration atMost) throws SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** The log to serve; {@code null} unless this is a primary. */
	public @Nullable ServedLog served() {
		throw new UnsupportedOperationException("skeleton");
	}

	/**
	 * One step of following, on a replica: settles, bootstraps or pulls once, held for at most {@code wait}, and
	 * applies what came. On other roles it completes at once. Steps asked for while one runs are answered by one
	 * further step.
	 * @return completes with the status afterwards, also when the step failed; {@link NodeStatus#lastError()} says why
	 */
	public CompletionStage<NodeStatus> sync(Duration wait) {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Completes when this node shows {@code position} or a later one. */
	public CompletionStage<Position> await(Position position) {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Accepted; {@code null} on a standalone node and before the first copy. */
	public @Nullable Position position() {
		throw new UnsupportedOperationException("skeleton");
	}

	public NodeStatus status() {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Ends what is held, closes connections, then channels, then the lock. Pools are closed before. */
	@Override
	public void close() {
	}

}
