package dev.frameline.simulation.history;

/** What a client was told about its transaction. */
public enum Outcome {

	/** It was committed. */
	ACKNOWLEDGED,

	/** Nothing of it is left, nor will be. */
	REFUSED,

	/** Nobody can tell. */
	UNKNOWN

}
