package dev.frameline.lease;

import java.time.Duration;

import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.log.Acquired;

/** What this node believes about a grant. Guarded by its {@link NodeLease}. */
final class Holding {

	private final Fence fence;

	private final Mark newest;

	private final Duration duration;

	private long until;

	private long lastUsed;

	private boolean used;

	private boolean wanted;

	private Runnable timer = () -> {
	};

	/** @param asked when the question was sent, on the monotonic clock */
	Holding(Acquired.Granted granted, long asked) {
		this.fence = granted.fence();
		this.newest = granted.newest();
		this.duration = granted.duration();
		this.lastUsed = asked;
		this.until = asked;
		keep(granted, asked);
	}

	Fence fence() {
		return this.fence;
	}

	Mark newest() {
		return this.newest;
	}

	/** It was granted, or granted again. */
	void keep(Acquired.Granted granted, long asked) {
		long good = asked + granted.waited().toNanos() + granted.duration().toNanos();
		if (good - this.until > 0) {
			this.until = good;
		}
		this.wanted |= granted.wanted();
	}

	boolean isGood(long now) {
		return now - this.until < 0;
	}

	boolean isWanted() {
		return this.wanted;
	}

	/** Whether another writer may be let in. While others wait, one is: the lease was passed to this node for that. */
	boolean admits(long now) {
		return isGood(now) && !(this.wanted && this.used);
	}

	void use(long now) {
		this.used = true;
		this.lastUsed = now;
	}

	boolean isIdle(long now) {
		return now - this.lastUsed >= this.duration.toNanos();
	}

	/** How often it is renewed: two renewals may fail before it is lost. */
	Duration step() {
		return this.duration.dividedBy(3);
	}

	/** What is to come next, in the place of what was to come before. */
	void next(Runnable cancel) {
		this.timer.run();
		this.timer = cancel;
	}

	/** Nothing comes next. */
	void end() {
		this.timer.run();
	}

}
