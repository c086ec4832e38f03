package dev.frameline.simulation.network;

import dev.frameline.simulation.world.Dice;

/** The way between two machines, and what is wrong with it just now. */
public final class Link {

	private static final long MILLISECOND = 1_000_000;

	private final Dice dice;

	private boolean cut;

	private double losing;

	private double losingAnswers;

	private double duplicating;

	private double garbling;

	private long slowness;

	Link(Dice dice) {
		this.dice = dice;
	}

	/** Nothing passes, in neither direction, also of what is on its way. */
	public void cut() {
		this.cut = true;
	}

	/** @param probability with which a request is lost */
	public void losing(double probability) {
		this.losing = probability;
	}

	/** @param probability with which an answer is lost */
	public void losingAnswers(double probability) {
		this.losingAnswers = probability;
	}

	/** @param probability with which a request arrives twice */
	public void duplicating(double probability) {
		this.duplicating = probability;
	}

	/** @param probability with which frames are changed on their way */
	public void garbling(double probability) {
		this.garbling = probability;
	}

	/** @param most milliseconds that something may take longer than it would */
	public void slow(long most) {
		this.slowness = most * MILLISECOND;
	}

	/** All is well again. */
	public void heal() {
		this.cut = false;
		this.losing = 0;
		this.losingAnswers = 0;
		this.duplicating = 0;
		this.garbling = 0;
		this.slowness = 0;
	}

	boolean isCut() {
		return this.cut;
	}

	boolean losesRequest() {
		return this.dice.happens(this.losing);
	}

	boolean losesAnswer() {
		return this.dice.happens(this.losingAnswers);
	}

	boolean duplicates() {
		return this.dice.happens(this.duplicating);
	}

	boolean garbles() {
		return this.dice.happens(this.garbling);
	}

	/** How long something is on its way, in nanoseconds. What left later may arrive sooner. */
	long delay() {
		long delay = this.dice.between(MILLISECOND / 5, 2 * MILLISECOND);
		return (this.slowness > 0) ? delay + this.dice.below(this.slowness) : delay;
	}

	/** How long after it was lost a copy arrives. */
	long delayOfCopy() {
		return this.dice.oneIn(3) ? this.dice.below(15_000 * MILLISECOND) : delay();
	}

	Dice dice() {
		return this.dice;
	}

}
