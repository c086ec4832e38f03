package dev.frameline.actuator;

import java.time.Duration;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.Role;

/** A node of which only the status matters. */
record PlayedNode(NodeStatus status, NodeStatus afterSync) implements SyncOperations {

	@Override
	public NodeStatus sync() {
		return this.afterSync;
	}

	@Override
	public long roll() {
		if (this.status.role() != Role.PRIMARY) {
			throw new FramelineException("Database 'default': expected a primary");
		}
		return 2;
	}

	@Override
	public Position position() {
		return new Position(1, 7);
	}

	@Override
	public Position await(Position position, Duration timeout) {
		return position;
	}

}
