package dev.frameline;

import java.util.UUID;

/**
 * Which history a log holds: the database it belongs to, and the branch, which changes when a log is restored or
 * forked so that two histories are never taken for one.
 *
 * @param databaseId given to a database when it is created or adopted
 * @param branch given to a log when it is created, restored or forked
 */
public record Lineage(UUID databaseId, UUID branch) {

	@Override
	public String toString() {
		return this.databaseId + " (branch " + this.branch + ")";
	}

}
