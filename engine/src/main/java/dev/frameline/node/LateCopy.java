package dev.frameline.node;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.database.Guard;
import dev.frameline.database.LocalDatabase;
import dev.frameline.lease.NodeLease;
import dev.frameline.replica.ReplicaNotReadyException;
import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * A replica's copy that may come after the pools over it: whoever uses it before it is there is told that the node is
 * not ready.
 */
final class LateCopy implements WritePath, Guard {

	private final String name;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	private volatile @Nullable LocalDatabase database;

	private volatile @Nullable NodeLease lease;

	private volatile @Nullable WritePath writes;

	LateCopy(String name) {
		this.name = name;
	}

	void arrived(LocalDatabase database, NodeLease lease, WritePath writes) {
		this.database = database;
		this.lease = lease;
		this.writes = writes;
		this.ready.complete(null);
	}

	/** Completes once there is a copy. */
	CompletableFuture<Void> ready() {
		return this.ready;
	}

	/** The copy, or {@code null}. */
	@Nullable LocalDatabase orNull() {
		return this.database;
	}

	/** How many wait for the lease or the lane. */
	int waiting() {
		LocalDatabase database = this.database;
		NodeLease lease = this.lease;
		return (database != null && lease != null) ? lease.waiting() + database.lane().waiting() : 0;
	}

	boolean holdsLease() {
		NodeLease lease = this.lease;
		return lease != null && lease.isHeld();
	}

	/** Gives the lease back; completes when the primary knows, or is known not to. */
	CompletionStage<?> giveBack() {
		NodeLease lease = this.lease;
		return (lease != null) ? lease.close() : CompletableFuture.completedStage(null);
	}

	LocalDatabase database() throws ReplicaNotReadyException {
		LocalDatabase database = this.database;
		if (database == null) {
			throw notReady();
		}
		return database;
	}

	ReplicaNotReadyException notReady() {
		return new ReplicaNotReadyException("Database '" + this.name + "': this replica has no copy yet: it has not"
				+ " reached its primary, or is still fetching it. It goes on; /actuator/sync shows how it fares.");
	}

	private WritePath writes() throws ReplicaNotReadyException {
		WritePath writes = this.writes;
		if (writes == null) {
			throw notReady();
		}
		return writes;
	}

	@Override
	public <T> T begin(Connection connection, Step<T> step) throws SQLException {
		return database().guard().begin(connection, step);
	}

	@Override
	public Object visible() {
		LocalDatabase database = this.database;
		return (database != null) ? database.guard().visible() : this;
	}

	@Override
	public Transaction begin(String holder) throws SQLException {
		return writes().begin(holder);
	}

	@Override
	public Transaction begin(String holder, Map<String, String> pragmas) throws SQLException {
		return writes().begin(holder, pragmas);
	}

	@Override
	public void runAlone(String holder, String sql) throws SQLException {
		writes().runAlone(holder, sql);
	}

	@Override
	public boolean heldByCurrentThread() {
		WritePath writes = this.writes;
		return writes != null && writes.heldByCurrentThread();
	}

	@Override
	public Connection connection() {
		WritePath writes = this.writes;
		if (writes == null) {
			throw new IllegalStateException(notReady());
		}
		return writes.connection();
	}

	@Override
	public boolean catchUp(long nanos) throws SQLException {
		return writes().catchUp(nanos);
	}

}
