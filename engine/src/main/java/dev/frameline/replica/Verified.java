package dev.frameline.replica;

import java.io.IOException;
import java.util.List;

import dev.frameline.Chain;
import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.log.Pulled;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Transactions;
import dev.frameline.wal.UnsoundFramesException;
import org.jspecify.annotations.Nullable;

/**
 * Frames that continue a position, every one of them checked against the log's salt and chain if the log has told
 * them.
 *
 * @param end right after the last frame
 * @param complete how many frames there are up to and including the last commit frame; 0 without one
 * @param completeEnd right after that frame; {@code null} without one
 */
record Verified(Mark end, int complete, @Nullable Mark completeEnd) {

	/**
	 * Reads and checks frames.
	 * @param from what they continue
	 * @throws BrokenFramesException at the first frame that does not fit
	 */
	static Verified check(Frames frames, Mark from, Identity identity) throws IOException, BrokenFramesException {
		Walk walk = new Walk(from, identity);
		frames.forEachRun(walk);
		if (walk.broken > 0) {
			throw BrokenFramesException.at(from.position().plus(walk.broken));
		}
		return new Verified(walk.mark(walk.index, walk.chain), walk.complete,
				(walk.complete > 0) ? walk.mark(walk.complete, walk.completeChain) : null);
	}

	/**
	 * Checks changed pages: one transaction, each page once, that continues the asker's chain to its last frame.
	 * @param from what they were asked after; it has a chain
	 * @throws BrokenFramesException if they are anything else
	 */
	static void check(Pulled.Changes changes, Mark from) throws IOException, BrokenFramesException {
		Frames frames = changes.frames();
		check(frames, from, new Identity(null, from.position().generation(), 0, changes.start().salt(), from.chain()));
		try {
			if (!Transactions.ends(frames).equals(List.of(frames.count()))) {
				throw new BrokenFramesException("what came as changed pages after " + from.position()
						+ " is not one transaction");
			}
		}
		catch (UnsoundFramesException ex) {
			throw new BrokenFramesException("what came as changed pages after " + from.position()
					+ " cannot be a transaction: " + ex.getMessage());
		}
	}

	private static final class Walk implements Frames.Visitor {

		private final Mark from;

		private final boolean chained;

		private final long salt;

		private long chain;

		private int index;

		private int complete;

		private long completeChain;

		private int broken;

		Walk(Mark from, Identity identity) {
			Chain before = from.chain();
			this.from = from;
			this.chained = before != null && identity.chain() != null;
			this.chain = (before != null) ? before.value() : 0;
			this.salt = identity.salt();
		}

		@Override
		public void visit(byte[] frames, int count) {
			for (int at = 0; at < count * Frame.SIZE && this.broken == 0; at += Frame.SIZE) {
				this.index++;
				if (this.chained) {
					this.chain = Checksum.overFrame(this.chain, frames, at);
				}
				if (Frame.pageNumber(frames, at) == 0 || (this.chained
						&& (Frame.checksum(frames, at) != this.chain || Frame.salt(frames, at) != this.salt))) {
					this.broken = this.index;
				}
				else if (Frame.isCommit(frames, at)) {
					this.complete = this.index;
					this.completeChain = this.chain;
				}
			}
		}

		private Mark mark(int frames, long chain) {
			return new Mark(this.from.position().plus(frames), this.chained ? new Chain(chain) : null);
		}

	}

}
