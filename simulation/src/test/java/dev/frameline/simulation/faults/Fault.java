package dev.frameline.simulation.faults;

/** One kind of thing that goes wrong. */
@FunctionalInterface
interface Fault {

	/** Happens, or begins and sees to it that it ends. On a fiber, which may stand still meanwhile. */
	void strike(Scene scene) throws InterruptedException;

}
