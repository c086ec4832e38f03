package dev.frameline.actuator;

import java.time.Duration;

import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.NodeStatus;

/** A node of which only the status matters. */
record PlayedNode(NodeStatus status, NodeStatus afterSync) implements SyncOperations {

	@Override
	public NodeStatus sync() {
		return this.afterSync;
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
