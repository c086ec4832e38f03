package dev.frameline.node;

import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.node.NodeStatus.Pending;

/** What of a node's own commits is not accepted yet. */
final class PendingCommits {

	private PendingCommits() {
	}

	static Pending of(LocalDatabase database) {
		Unsettled unsettled = database.tentative().unsettled();
		return (unsettled != null) ? new Pending(1, database.tentative().frames()) : new Pending(0, 0);
	}

}
