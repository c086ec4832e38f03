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
