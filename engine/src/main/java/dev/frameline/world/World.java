package dev.frameline.world;

import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.signals.Signals;

/**
 * The outside, as one value that every engine object is given.
 *
 * @param time clocks
 * @param disk files
 * @param tasks threads that somebody else started
 * @param waiting the only places where a thread of the engine's callers stands still
 * @param chance random bytes
 * @param signals is told what a node does; a world that tells somebody is one node's own
 */
public record World(Time time, Disk disk, Tasks tasks, Waiting waiting, Chance chance, Signals signals) {

	/** One in which nobody listens. */
	public World(Time time, Disk disk, Tasks tasks, Waiting waiting, Chance chance) {
		this(time, disk, tasks, waiting, chance, Signals.NONE);
	}

	/**
	 * The real one.
	 * @param executor runs the engine's work; the caller starts and stops it
	 */
	public static World system(ScheduledExecutorService executor) {
		return new World(Time.system(), Disk.system(), Tasks.on(executor), Waiting.threads(), Chance.secure());
	}

	/** The same world, in which {@code signals} listens. */
	public World with(Signals signals) {
		return new World(this.time, this.disk, this.tasks, this.waiting, this.chance, signals);
	}

}
