package dev.frameline.simulation.world;

import org.jspecify.annotations.Nullable;

/** A run has shown something that must not be, or cannot go on. */
public class SimulationException extends RuntimeException {

	public SimulationException(String message) {
		this(message, null);
	}

	public SimulationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
