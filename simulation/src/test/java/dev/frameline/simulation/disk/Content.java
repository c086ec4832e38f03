package dev.frameline.simulation.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.frameline.simulation.world.Dice;

/** The bytes of a file that were forced, and what was done to it since. */
final class Content {

	/** Written as a whole or not at all. */
	private static final int SECTOR = 512;

	private final List<Change> pending = new ArrayList<>();

	private byte[] forced = new byte[0];

	private int length;

	/** Those of a file that has been there for long. */
	static Content of(byte[] bytes) {
		Content content = new Content();
		content.forced = bytes;
		content.length = bytes.length;
		return content;
	}

	Content copy() {
		Content copy = of(this.forced.clone());
		copy.length = this.length;
		copy.pending.addAll(this.pending);
		return copy;
	}

	/** Something that was done to the file. */
	private sealed interface Change permits Write, Cut {

	}

	private record Write(long offset, byte[] bytes) implements Change {

	}

	private record Cut(long size) implements Change {

	}

	void written(long offset, byte[] bytes) {
		this.pending.add(new Write(offset, bytes));
	}

	void cut(long size) {
		this.pending.add(new Cut(size));
	}

	/** Everything up to here is durable. */
	void force() {
		this.pending.forEach(this::apply);
		this.pending.clear();
	}

	/**
	 * A force has failed. The kernel may have dropped what it could not write, and then takes it for written: no later
	 * force brings it back.
	 */
	void forceFailed(Dice dice) {
		if (dice.oneIn(2)) {
			this.pending.clear();
		}
	}

	/** What a power cut leaves. It is durable from then on. */
	byte[] survive(Dice dice) {
		int kept = switch (dice.below(4)) {
			case 0 -> 0;
			case 1 -> this.pending.size();
			default -> dice.below(this.pending.size() + 1);
		};
		boolean inOrder = dice.oneIn(2);
		for (int i = 0; i < this.pending.size(); i++) {
			if (inOrder ? i < kept : dice.below(this.pending.size()) < kept) {
				apply(this.pending.get(i));
			}
			else if (this.pending.get(i) instanceof Write write && dice.oneIn(4)) {
				applySectors(write, dice);
			}
		}
		this.pending.clear();
		return Arrays.copyOf(this.forced, this.length);
	}

	private void applySectors(Write write, Dice dice) {
		int at = 0;
		while (at < write.bytes.length) {
			int end = Math.min(write.bytes.length, at + SECTOR - (int) ((write.offset + at) % SECTOR));
			if (dice.oneIn(2)) {
				put(write.offset + at, write.bytes, at, end - at);
			}
			at = end;
		}
	}

	private void apply(Change change) {
		if (change instanceof Write write) {
			put(write.offset, write.bytes, 0, write.bytes.length);
		}
		else if (change instanceof Cut cut && cut.size < this.length) {
			Arrays.fill(this.forced, (int) cut.size, this.length, (byte) 0);
			this.length = (int) cut.size;
		}
	}

	private void put(long offset, byte[] bytes, int from, int count) {
		int end = Math.toIntExact(offset + count);
		if (end > this.forced.length) {
			this.forced = Arrays.copyOf(this.forced, Math.max(end, this.forced.length * 2));
		}
		System.arraycopy(bytes, from, this.forced, (int) offset, count);
		this.length = Math.max(this.length, end);
	}

}
