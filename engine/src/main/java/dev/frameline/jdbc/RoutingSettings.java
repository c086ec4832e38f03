package dev.frameline.jdbc;

import java.time.Duration;

/**
 * How connections are routed.
 *
 * @param connectionTimeout how long {@code getConnection} waits for a database to be there
 * @param writeTimeout how long a conflicting statement outside a transaction is caught up and run again
 * @param begin where a transaction that is not read-only starts
 */
public record RoutingSettings(Duration connectionTimeout, Duration writeTimeout, Begin begin) {

	public static RoutingSettings defaults() {
		return new RoutingSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), Begin.IMMEDIATE);
	}

	/** Where a transaction that is not read-only starts. */
	public enum Begin {

		/** On the writer, at its first statement: it waits for its turn and cannot conflict with this node. */
		IMMEDIATE,

		/** On a reader. It moves to the writer at its first write, if nothing was published since it began. */
		DEFERRED

	}

}
