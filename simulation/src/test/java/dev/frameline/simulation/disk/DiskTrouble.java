package dev.frameline.simulation.disk;

import java.io.IOException;

import dev.frameline.simulation.world.Dice;

/** What is wrong with a disk just now. */
public final class DiskTrouble {

	private final Dice dice;

	private double failing;

	private boolean full;

	private boolean lying;

	private long operationsToLive = Long.MAX_VALUE;

	public DiskTrouble(Dice dice) {
		this.dice = dice;
	}

	/** @param probability with which an operation that changes something fails */
	public void failing(double probability) {
		this.failing = probability;
	}

	/** From here on no file can grow. */
	public void full() {
		this.full = true;
	}

	/** From here on a force of the log's files does nothing and says that it did. */
	public void lying() {
		this.lying = true;
	}

	/** The machine is to die within the operation that comes after so many others. */
	public void deadlyAfter(long operations) {
		this.operationsToLive = operations;
	}

	/** Everything works again. Whoever was to die lives. */
	public void heal() {
		this.failing = 0;
		this.full = false;
		this.lying = false;
		this.operationsToLive = Long.MAX_VALUE;
	}

	boolean isLying() {
		return this.lying;
	}

	/** Whether this operation is the last one. Asked once for each. */
	boolean isDeadly() {
		boolean deadly = this.operationsToLive == 0;
		this.operationsToLive = deadly ? Long.MAX_VALUE : this.operationsToLive - 1;
		return deadly;
	}

	void forceFailed(Content content) {
		content.forceFailed(this.dice);
	}

	void before(String operation, boolean growing) throws IOException {
		if (this.full && growing) {
			throw new IOException("No space left on device: " + operation);
		}
		if (this.failing > 0 && this.dice.happens(this.failing)) {
			throw new IOException("Input/output error: " + operation);
		}
	}

}
