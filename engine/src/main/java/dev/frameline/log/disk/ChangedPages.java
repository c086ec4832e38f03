package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import dev.frameline.Mark;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;

/**
 * The pages that differ between two positions of a log, each once and as it is at the later one, as one transaction.
 * They are read where they lie; their frames have no salt and no checksum yet.
 */
final class ChangedPages implements Frames {

	/** A place is the index of a generation in the list, and a frame in it. */
	private static final int FRAME_BITS = 40;

	private final List<StoredGeneration> generations;

	private final Mark end;

	private final long[] pages;

	private final long[] places;

	private final long sizeAfter;

	private ChangedPages(List<StoredGeneration> generations, Mark end, long[] pages, long[] places, long sizeAfter) {
		this.generations = generations;
		this.end = end;
		this.pages = pages;
		this.places = places;
		this.sizeAfter = sizeAfter;
	}

	/**
	 * Collects them, if they are at most half as many as the frames in between.
	 * @param generations those that follow each other up to the newest
	 * @param after a frame of the first one
	 * @return {@code null} if every frame is the better way
	 */
	static @Nullable ChangedPages collect(List<StoredGeneration> generations, long after) throws IOException {
		long frames = -after;
		int fewest = 0;
		for (int i = 0; i < generations.size(); i++) {
			StoredGeneration generation = generations.get(i);
			frames += generation.end().position().frame();
			fewest = Math.max(fewest, generation.countChanged((i == 0) ? after : 0));
		}
		if (fewest * 2L > frames) {
			return null;
		}
		PageTable newest = new PageTable();
		Mark end = null;
		for (int i = generations.size() - 1; i >= 0; i--) {
			long place = (long) i << FRAME_BITS;
			Mark seen = generations.get(i)
				.forEachChanged((i == 0) ? after : 0, (page, frame) -> newest.putIfAbsent(page, place | frame));
			end = (end == null) ? seen : end;
		}
		return (end == null || newest.size() * 2L > frames) ? null : of(generations, after, end, newest);
	}

	private static ChangedPages of(List<StoredGeneration> generations, long after, Mark end, PageTable newest)
			throws IOException {
		long sizeAfter = sizeAt(generations, end);
		long[] pages = newest.sortedUpTo(sizeAfter);
		long[] places = new long[pages.length];
		for (int i = 0; i < pages.length; i++) {
			places[i] = newest.get(pages[i]);
		}
		return new ChangedPages(generations, end, pages, places, sizeAfter);
	}

	/** In pages: told by the last commit frame, which may be in a generation before. */
	private static long sizeAt(List<StoredGeneration> generations, Mark end) throws IOException {
		int last = generations.size() - 1;
		long frame = end.position().frame();
		while (frame == 0) {
			frame = generations.get(--last).end().position().frame();
		}
		byte[] commit = new byte[Frame.SIZE];
		generations.get(last).read(frame, commit, 0);
		return Frame.sizeAfter(commit, 0);
	}

	/** As of when they are. */
	Mark end() {
		return this.end;
	}

	@Override
	public int count() {
		return this.pages.length;
	}

	@Override
	public void read(int index, int count, byte[] into, int offset) throws IOException {
		for (int i = index; i < index + count; i++) {
			int at = offset + (i - index) * Frame.SIZE;
			StoredGeneration generation = this.generations.get((int) (this.places[i] >>> FRAME_BITS));
			generation.read(this.places[i] & ((1L << FRAME_BITS) - 1), into, at);
			boolean last = i == this.pages.length - 1;
			ByteBuffer.wrap(into, at, Frame.HEADER_SIZE).putInt((int) this.pages[i]).putInt((last) ? (int) this.sizeAfter : 0);
		}
	}

}
