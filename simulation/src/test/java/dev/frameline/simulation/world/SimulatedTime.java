package dev.frameline.simulation.world;

import dev.frameline.world.Time;

/** The clocks of a machine. Its wall clock may be wrong and jump; its monotonic clock only begins somewhere else. */
public final class SimulatedTime implements Time {

	private static final long BEGINNING = 1_764_000_000_000L;

	private final Scheduler scheduler;

	private final long origin;

	private long offsetMillis;

	/** @param origin of the monotonic clock, in nanoseconds */
	public SimulatedTime(Scheduler scheduler, long origin) {
		this.scheduler = scheduler;
		this.origin = origin;
	}

	@Override
	public long millis() {
		return BEGINNING + this.offsetMillis + this.scheduler.now() / 1_000_000;
	}

	@Override
	public long nanos() {
		return this.origin + this.scheduler.now();
	}

	/** Sets the wall clock, forwards or backwards. */
	public void jump(long millis) {
		this.offsetMillis += millis;
	}

}
