package dev.frameline.actuator.health;

import java.time.Duration;
import java.util.Locale;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Lag;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that says whether a node keeps up. What counts is the age of what it shows, not whether the
 * primary answers right now: a replica that cannot reach its primary reads on, and is UP until its lag passes a limit.
 *
 * <p>A replica whose lag nobody knows is DOWN if its last sync went wrong or none has ended yet. A primary and a
 * standalone node are UP for as long as they can write.
 */
public class SyncHealthIndicator extends AbstractHealthIndicator {

	private final SyncOperations operations;

	private final long maxLagFrames;

	private final Duration maxLagTime;

	/** Over either limit a replica is DOWN. */
	public SyncHealthIndicator(SyncOperations operations, long maxLagFrames, Duration maxLagTime) {
		super("The node's status could not be told");
		this.operations = operations;
		this.maxLagFrames = maxLagFrames;
		this.maxLagTime = maxLagTime;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		NodeStatus status = this.operations.status();
		String reason = illness(status);
		builder.status((reason == null) ? org.springframework.boot.health.contributor.Status.UP
				: org.springframework.boot.health.contributor.Status.DOWN);
		describe(builder, status, reason);
	}

	private @Nullable String illness(NodeStatus status) {
		return switch (status.status()) {
			case DOWN -> "the node cannot write, or has no copy";
			case DIVERGED -> "this node's history is not the primary's";
			case CONFLICT -> "a commit of this node was refused";
			case OFFLINE, STALE, UP -> (status.role() == Role.REPLICA) ? delay(status) : null;
		};
	}

	private @Nullable String delay(NodeStatus status) {
		Lag lag = status.lag();
		if (lag == null) {
			LastSync last = status.lastSync();
			boolean well = last != null && status.status() != Status.OFFLINE && status.lastError() == null;
			return well ? null : "nobody knows how old this copy is";
		}
		if (lag.frames() > this.maxLagFrames) {
			return "it lacks more than " + this.maxLagFrames + " frames (frameline.health.max-lag-frames)";
		}
		boolean old = lag.seconds() > this.maxLagTime.toMillis() / 1e3;
		return old ? "it is more than " + this.maxLagTime.toMillis() + " ms behind (frameline.health.max-lag-time)" : null;
	}

	private static void describe(Health.Builder builder, NodeStatus status, @Nullable String reason) {
		builder.withDetail("status", status.status().name());
		builder.withDetail("role", status.role().name().toLowerCase(Locale.ROOT));
		builder.withDetail("database", status.database());
		put(builder, "reason", reason);
		put(builder, "position", (status.position() != null) ? status.position().toString() : null);
		if (status.lag() != null) {
			builder.withDetail("lagFrames", status.lag().frames());
			builder.withDetail("lagSeconds", status.lag().seconds());
		}
		if (status.primary() != null) {
			builder.withDetail("primary", status.primary().url());
			builder.withDetail("reachable", status.primary().reachable());
		}
		put(builder, "lastError", status.lastError());
	}

	private static void put(Health.Builder builder, String key, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(key, value);
		}
	}

}
