package dev.frameline.autoconfigure.kill;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.NodeStatus;

/** Where a node stands, in one line that two nodes share when both are well and neither lacks anything. */
final class Standing {

	private Standing() {
	}

	static String of(SyncOperations operations) {
		NodeStatus status = operations.status();
		return status.status() + " at " + status.position() + " of " + status.databaseId() + ", pending "
				+ status.pending().transactions();
	}

}
