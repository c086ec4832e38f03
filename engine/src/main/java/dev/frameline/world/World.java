package dev.frameline.world;

import java.util.concurrent.ScheduledExecutorService;

/**
 * The outside, as one value that every engine object is given.
 *
 * @param time clocks
 * @param disk files
 * @param tasks threads that somebody else started
 * @param waiting the only places where a thread of the engine's callers stands still
 * @param chance random bytes
 */
public record World(Time time, Disk disk, Tasks tasks, Waiting waiting, Chance chance) {

	/**
	 * The real one.
	 * @param executor runs the engine's work; the caller starts and stops it
	 */
	public static World system(ScheduledExecutorService executor) {
		return new World(Time.system(), Disk.system(), Tasks.on(executor), Waiting.threads(), Chance.secure());
	}

}
