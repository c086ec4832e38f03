package dev.frameline.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where the transactions in a run of frames end, found by reading their headers, and whether they can be
 * transactions at all.
 *
 * <p>A page number lies between 1 and the size after the commit and is not the page of SQLite's lock byte, which is
 * never written. Inside a transaction a page comes once, except that the commit frame may repeat one: SQLite rewrites
 * a frame of its own open transaction in place unless it is the last one, and clients that do the same when they
 * insert frames would otherwise number them differently.
 */
public final class Transactions {

	/** The page that holds the byte at 1 GiB, where SQLite takes its file locks. */
	public static final long LOCK_BYTE_PAGE = 0x40000000L / Frame.PAGE_SIZE + 1;

	private final List<Integer> ends = new ArrayList<>();

	private int[] pages = new int[64];

	private int pending;

	private int index;

	private Transactions() {
	}

	/**
	 * Splits frames that begin at the start of a transaction.
	 * @return for each whole transaction the number of frames up to its end, ascending
	 * @throws UnsoundFramesException if one of them cannot be a transaction; frames after the last commit frame are
	 * not judged
	 */
	public static List<Integer> ends(Frames frames) throws IOException, UnsoundFramesException {
		Transactions transactions = new Transactions();
		UnsoundFramesException[] unsound = new UnsoundFramesException[1];
		frames.forEachRun((run, count) -> {
			for (int at = 0; at < count * Frame.SIZE && unsound[0] == null; at += Frame.SIZE) {
				String fault = transactions.see(Frame.pageNumber(run, at), Frame.sizeAfter(run, at));
				unsound[0] = (fault != null) ? new UnsoundFramesException(fault) : null;
			}
		});
		if (unsound[0] != null) {
			throw unsound[0];
		}
		return transactions.ends;
	}

	private @Nullable String see(long page, long sizeAfter) {
		this.index++;
		if (page == 0 || page == LOCK_BYTE_PAGE) {
			return "Frame " + this.index + " is for page " + page + ", which no database writes";
		}
		if (sizeAfter == 0) {
			if (this.pending == this.pages.length) {
				this.pages = Arrays.copyOf(this.pages, this.pending * 2);
			}
			this.pages[this.pending++] = (int) page;
			return null;
		}
		if (page > sizeAfter) {
			return "Frame " + this.index + " is for page " + page + " of a database of " + sizeAfter + " pages";
		}
		String fault = judge(sizeAfter);
		this.ends.add(this.index);
		this.pending = 0;
		return fault;
	}

	private @Nullable String judge(long sizeAfter) {
		int first = this.index - this.pending;
		for (int i = 0; i < this.pending; i++) {
			if ((this.pages[i] & 0xffffffffL) > sizeAfter) {
				return "Frame " + (first + i) + " is for page " + (this.pages[i] & 0xffffffffL) + " of a database of "
						+ sizeAfter + " pages";
			}
		}
		Arrays.sort(this.pages, 0, this.pending);
		for (int i = 1; i < this.pending; i++) {
			if (this.pages[i] == this.pages[i - 1]) {
				return "Page " + (this.pages[i] & 0xffffffffL) + " comes twice in the transaction that ends at frame "
						+ this.index;
			}
		}
		return null;
	}

	/** How many frames there are up to and including the last commit frame; 0 without one. */
	public static int lastEnd(Frames frames) throws IOException {
		int[] seen = new int[2];
		frames.forEachRun((run, count) -> {
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				seen[0]++;
				if (Frame.isCommit(run, at)) {
					seen[1] = seen[0];
				}
			}
		});
		return seen[1];
	}

}
