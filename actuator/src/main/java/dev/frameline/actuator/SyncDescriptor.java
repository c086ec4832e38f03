package dev.frameline.actuator;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.frameline.Position;
import dev.frameline.node.NodeStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/sync} answers. Every key is always there; what a role does not have is {@code null}, which the
 * actuator would otherwise leave out.
 *
 * @param status DOWN, DIVERGED, CONFLICT, OFFLINE, STALE or UP: the first that holds
 * @param role primary, replica or standalone
 * @param database the database's name
 * @param databaseId which database; {@code null} on a standalone node and before the first copy
 * @param position how far the node has come
 * @param primary the primary, seen from here; {@code null} unless the node is a replica
 * @param lag what the node lacks; {@code null} unless the node is a replica that knows it
 * @param pending visible here and not yet accepted, or not yet settled
 * @param lease the right to write; {@code null} on a standalone node and before the first copy
 * @param snapshot the oldest that a reader holds; {@code null} if none is held
 * @param lastSync the last sync that ended, or the first copy that is under way
 * @param lastError what went wrong last and still matters
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SyncDescriptor(String status, String role, String database, @Nullable String databaseId,
		@Nullable At position, @Nullable Primary primary, @Nullable Lag lag, Pending pending,
		@Nullable Lease lease, @Nullable Snapshot snapshot, @Nullable LastSync lastSync,
		@Nullable String lastError) implements OperationResponseBody {

	static SyncDescriptor of(NodeStatus status) {
		return new SyncDescriptor(status.status().name(), status.role().name().toLowerCase(Locale.ROOT),
				status.database(), (status.databaseId() != null) ? status.databaseId().toString() : null,
				At.of(status.position()), Primary.of(status.primary()), Lag.of(status.lag()),
				new Pending(status.pending().transactions(), status.pending().frames()), Lease.of(status.lease()),
				Snapshot.of(status.snapshot()),
				LastSync.of(status.lastSync()), status.lastError());
	}

	/**
	 * A position.
	 *
	 * @param generation from 1
	 * @param frame from 0
	 */
	public record At(long generation, long frame) {

		static @Nullable At of(@Nullable Position position) {
			return (position != null) ? new At(position.generation(), position.frame()) : null;
		}

	}

	/**
	 * The primary, seen from here.
	 *
	 * @param url where it is
	 * @param reachable whether the last request was answered
	 * @param position the newest it told of
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record Primary(String url, boolean reachable, @Nullable At position) {

		static @Nullable Primary of(NodeStatus.@Nullable Primary primary) {
			return (primary != null) ? new Primary(primary.url(), primary.reachable(), At.of(primary.position())) : null;
		}

	}

	/**
	 * What the node lacks.
	 *
	 * @param frames difference in sequence
	 * @param seconds age of the oldest commit it lacks
	 */
	public record Lag(long frames, double seconds) {

		static @Nullable Lag of(NodeStatus.@Nullable Lag lag) {
			return (lag != null) ? new Lag(lag.frames(), lag.seconds()) : null;
		}

	}

	/**
	 * What waits for the log's answer.
	 *
	 * @param transactions how many
	 * @param frames of all of them
	 */
	public record Pending(long transactions, long frames) {

	}

	/**
	 * The right to write.
	 *
	 * @param origin this start of the node, as other nodes' messages name it
	 * @param holder the origin that has it; {@code null} if nobody has. A replica knows only of itself
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record Lease(String origin, @Nullable String holder) {

		static @Nullable Lease of(NodeStatus.@Nullable Lease lease) {
			return (lease != null)
					? new Lease(lease.origin().toString(), (lease.holder() != null) ? lease.holder().toString() : null)
					: null;
		}

	}

	/**
	 * What a reader holds.
	 *
	 * @param seconds for how long
	 * @param holder who: a thread, and its connection
	 */
	public record Snapshot(double seconds, String holder) {

		static @Nullable Snapshot of(NodeStatus.@Nullable Snapshot snapshot) {
			return (snapshot != null) ? new Snapshot(snapshot.seconds(), snapshot.holder()) : null;
		}

	}

	/**
	 * The last sync that ended, or the bootstrap that goes on.
	 *
	 * @param at when it ended, or the bootstrap began, as an ISO 8601 instant
	 * @param outcome what came of it; {@code bootstrapping} while a base is being fetched
	 * @param frames that it brought
	 * @param bytes that it brought; while a base is being fetched, how many of its bytes are here
	 * @param total bytes of the base that is being fetched; {@code null} if none is, or the primary does not tell
	 * @param seconds that it took so far
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record LastSync(String at, String outcome, long frames, long bytes, @Nullable Long total, double seconds) {

		static @Nullable LastSync of(NodeStatus.@Nullable LastSync sync) {
			return (sync != null) ? new LastSync(sync.at().toString(), sync.outcome(), sync.frames(), sync.bytes(),
					sync.total(), sync.seconds()) : null;
		}

	}

}
