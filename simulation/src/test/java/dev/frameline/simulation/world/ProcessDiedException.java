package dev.frameline.simulation.world;

/** Ends whoever stands in a process that is dead. It carries no stack trace: there are many, and all say the same. */
public final class ProcessDiedException extends RuntimeException {

	ProcessDiedException(String process) {
		super("process " + process + " is dead", null, false, false);
	}

}
