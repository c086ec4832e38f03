package dev.frameline.simulation.faults;

import dev.frameline.simulation.world.Dice;

/** Lets faults strike, one after the other, until it is stopped. Those that last overlap. */
public final class Nemesis {

	private final Scene scene;

	private final Faults faults;

	private final long longestPauseMillis;

	private boolean stopped;

	private boolean over;

	public Nemesis(Scene scene, Dice dice) {
		this.scene = scene;
		this.faults = Faults.draw(dice);
		this.longestPauseMillis = dice.between(500, 5_000);
	}

	/** Runs on a fiber. */
	public void run() throws InterruptedException {
		while (!this.stopped) {
			this.scene.pause(this.scene.dice().below(this.longestPauseMillis));
			if (!this.stopped) {
				this.faults.next(this.scene.dice()).strike(this.scene);
			}
		}
		this.over = true;
	}

	/** Begins nothing more. */
	public void stop() {
		this.stopped = true;
	}

	/** Whether all that it began and waits for has ended. */
	public boolean isOver() {
		return this.over;
	}

}
