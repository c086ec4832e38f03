package dev.frameline.autoconfigure.http.client;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a request's bytes have begun to leave. The body is asked for only once there is a connection, so a request
 * that failed before that has certainly reached nobody; and one that was given up can no longer begin.
 */
final class Departure {

	private enum State {

		WAITING, LEFT, GIVEN_UP

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	/** Told when the first byte is about to leave, also to where it was redirected; {@code false} if it was given up. */
	boolean begin() {
		return this.state.compareAndSet(State.WAITING, State.LEFT) || this.state.get() == State.LEFT;
	}

	/** Gives the request up; {@code true} if not one byte of it left, nor ever will. */
	boolean giveUp() {
		return this.state.compareAndSet(State.WAITING, State.GIVEN_UP);
	}

}
