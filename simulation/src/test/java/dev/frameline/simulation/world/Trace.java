package dev.frameline.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened in a run, in order: a hash over all of it, and the last lines for people. Two runs of one seed have the
 * same hash; so nothing goes into it that SQLite draws for itself, such as the salt of a local WAL.
 */
public final class Trace {

	private static final long PRIME = 0x100000001b3L;

	private final int keep;

	private final Deque<String> tail = new ArrayDeque<>();

	private long hash = 0xcbf29ce484222325L;

	private long count;

	/** @param keep how many lines to keep for people */
	public Trace(int keep) {
		this.keep = keep;
	}

	/** Something that people want to read, and that is the same in every run of the seed. */
	public void tell(long nanos, String who, String what) {
		count(nanos, who, what);
		show(nanos, who, what);
	}

	/** Something of which there is too much to read, and that is the same in every run of the seed. */
	public void count(long nanos, String who, String what) {
		this.count++;
		add(nanos);
		add(who);
		add(what);
	}

	/** Something that may differ from run to run, as the message of an error does. */
	public void show(long nanos, String who, String what) {
		if (this.keep == 0) {
			return;
		}
		if (this.tail.size() == this.keep) {
			this.tail.removeFirst();
		}
		this.tail.add(String.format("%11.6f %-10s %s", nanos / 1e9, who, what));
	}

	/** 16 hexadecimal digits. */
	public String hash() {
		return String.format("%016x", this.hash);
	}

	/** How many events went into the hash. */
	public long count() {
		return this.count;
	}

	/** The last lines. */
	public List<String> tail() {
		return List.copyOf(this.tail);
	}

	private void add(String text) {
		for (int i = 0; i < text.length(); i++) {
			add(text.charAt(i));
		}
	}

	private void add(long value) {
		this.hash = (this.hash ^ value) * PRIME;
		this.hash ^= this.hash >>> 32;
	}

}
