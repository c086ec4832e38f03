package dev.frameline.simulation.world;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One life of a node. When it dies, nothing that it has asked for happens any more; its fibers are told, one after the
 * other, and find nothing that works on their way out.
 */
public final class Process {

	private final String name;

	private final List<Fiber> fibers = new ArrayList<>();

	private final Set<Runnable> mourners = new LinkedHashSet<>();

	private boolean dead;

	private long still;

	public Process(String name) {
		this.name = name;
	}

	public String name() {
		return this.name;
	}

	public boolean isDead() {
		return this.dead;
	}

	/** @throws ProcessDiedException if it is dead */
	public void requireAlive() {
		if (this.dead) {
			throw new ProcessDiedException(this.name);
		}
	}

	/** Nothing of it happens before {@code time}, in simulated nanoseconds: all that is due until then comes at once. */
	public void standStillUntil(long time) {
		this.still = Math.max(this.still, time);
	}

	/** How long it stands still yet, in nanoseconds; 0 if it does not. */
	public long stillFor(long now) {
		return Math.max(0, this.still - now);
	}

	/** Dies at this moment. A fiber that runs just now learns of it at the next thing it asks of the world. */
	public void die() {
		this.dead = true;
		List.copyOf(this.fibers).forEach(Fiber::doom);
		List.copyOf(this.mourners).forEach(Runnable::run);
		this.mourners.clear();
	}

	/**
	 * Has somebody told when it dies.
	 * @return run when he does not want to know any more
	 */
	public Runnable onDeath(Runnable told) {
		Runnable own = told::run;
		this.mourners.add(own);
		return () -> this.mourners.remove(own);
	}

	/** Interrupts one of its fibers. */
	public void interruptOne(Dice dice) {
		if (!this.fibers.isEmpty()) {
			dice.pick(this.fibers).interrupt();
		}
	}

	/** Whether nobody stands in it any more. */
	public boolean isDeserted() {
		return this.fibers.isEmpty();
	}

	void entered(Fiber fiber) {
		this.fibers.add(fiber);
	}

	void left(Fiber fiber) {
		this.fibers.remove(fiber);
	}

}
