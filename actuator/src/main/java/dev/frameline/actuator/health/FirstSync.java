package dev.frameline.actuator.health;

import java.util.Set;

import dev.frameline.signals.Signals;

/** Remembers whether a replica has ever been in step with its primary since it started. */
final class FirstSync implements Signals {

	private static final Set<String> SUCCESSES = Set.of("synced", "up-to-date");

	private volatile boolean succeeded;

	@Override
	public void synced(Operation operation, String outcome, long nanos) {
		if (!this.succeeded && operation != Operation.PUSH && SUCCESSES.contains(outcome)) {
			this.succeeded = true;
		}
	}

	boolean hasSucceeded() {
		return this.succeeded;
	}

}
