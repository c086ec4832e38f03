package dev.frameline.node;

import java.time.Instant;
import java.util.UUID;

import dev.frameline.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a node is doing, as {@code /actuator/sync} shows it. The keys are never renamed or dropped.
 *
 * @param status the first that holds
 * @param role in lower case where it is shown
 * @param database the database's name
 * @param databaseId {@code null} until the node has one, and on a standalone node
 * @param position accepted; {@code null} on a standalone node and before the first copy
 * @param primary {@code null} unless the node is a replica
 * @param lag {@code null} unless the node is a replica that knows it
 * @param pending visible here and not yet accepted, or tentative and unsettled
 * @param lease the right to write; {@code null} on a standalone node and before the first copy
 * @param snapshot the oldest that a reader holds; {@code null} if none is held
 * @param lastSync {@code null} unless the node is a replica that has tried
 * @param lastError what went wrong last and still matters; {@code null} after it went well again
 */
public record NodeStatus(Status status, Role role, String database, @Nullable UUID databaseId,
		@Nullable Position position, @Nullable Primary primary, @Nullable Lag lag, Pending pending,
		@Nullable Lease lease, @Nullable Snapshot snapshot, @Nullable LastSync lastSync, @Nullable String lastError) {

	/** One in which no reader holds a snapshot. */
	public NodeStatus(Status status, Role role, String database, @Nullable UUID databaseId,
			@Nullable Position position, @Nullable Primary primary, @Nullable Lag lag, Pending pending,
			@Nullable Lease lease, @Nullable LastSync lastSync, @Nullable String lastError) {
		this(status, role, database, databaseId, position, primary, lag, pending, lease, null, lastSync, lastError);
	}

	/** The same while a reader holds {@code snapshot}. */
	NodeStatus with(@Nullable Snapshot snapshot) {
		return new NodeStatus(this.status, this.role, this.database, this.databaseId, this.position, this.primary,
				this.lag, this.pending, this.lease, snapshot, this.lastSync, this.lastError);
	}

	/** In order: the first that holds is shown. */
	public enum Status {

		/** No usable copy, or writing has stopped. */
		DOWN,

		/** The node's history is not the primary's. */
		DIVERGED,

		/** Write-behind only: a pending commit was refused. */
		CONFLICT,

		/** The last request to the primary failed. */
		OFFLINE,

		/** Lag is over its limits. */
		STALE,

		UP

	}

	/** The primary, seen from here; {@code position} is the newest it told. */
	public record Primary(String url, boolean reachable, @Nullable Position position) {

	}

	/**
	 * What the node lacks.
	 * @param frames difference in sequence
	 * @param seconds age of the oldest commit it lacks on the primary's clock; out of contact, plus the time since
	 * the last answer. Nobody asking the primary is out of contact too
	 */
	public record Lag(long frames, double seconds) {

	}

	public record Pending(long transactions, long frames) {

	}

	/**
	 * The right to write.
	 * @param origin this start of the node, as it stands in the log and in messages of other nodes
	 * @param holder the origin that has it; {@code null} if nobody has. A replica knows only of itself
	 */
	public record Lease(UUID origin, @Nullable UUID holder) {

	}

	/**
	 * What a reader holds, and with it the WAL.
	 * @param holder the thread that took it, and its connection
	 * @param thread the thread alone
	 */
	public record Snapshot(String holder, String thread, double seconds) {

	}

	/**
	 * The last pull that ended, or the bootstrap that goes on.
	 * @param outcome {@code synced}, {@code up-to-date}, {@code offline}, {@code unauthorized}, {@code diverged},
	 * {@code failed} or {@code bootstrapping}
	 * @param bytes received. While bootstrapping, how many bytes of the base are here
	 * @param total bytes of the base, while bootstrapping and if the primary has told
	 */
	public record LastSync(Instant at, String outcome, long frames, long bytes, @Nullable Long total,
			double seconds) {

	}

}
