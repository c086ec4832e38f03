package dev.frameline.log.disk;

import java.util.Arrays;

/**
 * For page numbers the place of their newest frame: a hash table of primitives, 24 bytes a page at most.
 *
 * <p>Not safe for more than one thread at a time.
 */
final class PageTable {

	private static final int FEWEST_SLOTS = 64;

	/** Page numbers; 0 in a free slot. */
	private int[] pages = new int[FEWEST_SLOTS];

	private long[] places = new long[FEWEST_SLOTS];

	private int size;

	/** How many pages there are. */
	int size() {
		return this.size;
	}

	/** @param page from 1, unsigned */
	void put(long page, long place) {
		if (this.size * 2 >= this.pages.length) {
			grow();
		}
		int slot = slot((int) page);
		if (this.pages[slot] == 0) {
			this.pages[slot] = (int) page;
			this.size++;
		}
		this.places[slot] = place;
	}

	/** Keeps the place of a page that has one already. */
	void putIfAbsent(long page, long place) {
		if (get(page) < 0) {
			put(page, place);
		}
	}

	/** The place of a page, or -1. */
	long get(long page) {
		int slot = slot((int) page);
		return (this.pages[slot] == 0) ? -1 : this.places[slot];
	}

	/** How many pages have a place beyond {@code place}. */
	int countAfter(long place) {
		int count = 0;
		for (int slot = 0; slot < this.pages.length; slot++) {
			if (this.pages[slot] != 0 && this.places[slot] > place) {
				count++;
			}
		}
		return count;
	}

	/** Pages up to {@code most}, ascending. */
	long[] sortedUpTo(long most) {
		long[] sorted = new long[this.size];
		int count = 0;
		for (int page : this.pages) {
			long number = page & 0xffffffffL;
			if (page != 0 && number <= most) {
				sorted[count++] = number;
			}
		}
		Arrays.sort(sorted, 0, count);
		return Arrays.copyOf(sorted, count);
	}

	void forEach(Visitor visitor) {
		for (int slot = 0; slot < this.pages.length; slot++) {
			if (this.pages[slot] != 0) {
				visitor.visit(this.pages[slot] & 0xffffffffL, this.places[slot]);
			}
		}
	}

	private int slot(int page) {
		int mask = this.pages.length - 1;
		int slot = (page * 0x9e3779b9 >>> 7) & mask;
		while (this.pages[slot] != 0 && this.pages[slot] != page) {
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private void grow() {
		int[] oldPages = this.pages;
		long[] oldPlaces = this.places;
		this.pages = new int[oldPages.length * 2];
		this.places = new long[oldPages.length * 2];
		for (int i = 0; i < oldPages.length; i++) {
			if (oldPages[i] != 0) {
				int slot = slot(oldPages[i]);
				this.pages[slot] = oldPages[i];
				this.places[slot] = oldPlaces[i];
			}
		}
	}

	/** Sees pages in no order. */
	@FunctionalInterface
	interface Visitor {

		void visit(long page, long place);

	}

}
