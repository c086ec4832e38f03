package dev.frameline.simulation.world;

import java.util.List;

/**
 * Everything that is left to chance in a run. The numbers depend on the seed alone, on every machine and every Java:
 * they are SplitMix64's.
 *
 * @see <a href="https://prng.di.unimi.it/splitmix64.c">splitmix64.c</a>
 */
public final class Dice {

	private static final long GOLDEN = 0x9e3779b97f4a7c15L;

	private long state;

	public Dice(long seed) {
		this.state = mix(seed);
	}

	/** Dice of their own for a purpose, so that one purpose's throws do not change another's. */
	public Dice forPurpose(String purpose) {
		return new Dice(this.state ^ ((long) purpose.hashCode() << 32 | purpose.length()));
	}

	public long nextLong() {
		this.state += GOLDEN;
		return mix(this.state);
	}

	/** From 0 to {@code bound - 1}. */
	public int below(int bound) {
		return (int) below((long) bound);
	}

	/** From 0 to {@code bound - 1}. */
	public long below(long bound) {
		return Long.remainderUnsigned(nextLong(), bound);
	}

	/** From {@code least} to {@code most}, both included. */
	public long between(long least, long most) {
		return least + below(most - least + 1);
	}

	/** True once in {@code times} times. */
	public boolean oneIn(int times) {
		return below(times) == 0;
	}

	/** @param probability from 0 to 1 */
	public boolean happens(double probability) {
		return (nextLong() >>> 11) * 0x1p-53 < probability;
	}

	public <T> T pick(List<T> choices) {
		return choices.get(below(choices.size()));
	}

	private static long mix(long value) {
		long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

}
