package dev.frameline.primary;

import java.io.IOException;

import dev.frameline.Chain;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalHeader;

/**
 * What the checksums of pushed frames tell. A libSQL client names no history, only a position: after a lost answer it
 * may well stand behind frames that the log has from somebody else, and its frames on top of those would be a broken
 * database. But its frames carry the checksums of its own WAL, which are cumulative. The one before the first frame
 * follows from that frame's own; and if that WAL holds what the log holds, the log's chain leads from there back to the
 * checksum of the WAL's header, which is made of nothing but the salt and a small number.
 *
 * @param salt of the WAL that the frames are from
 * @param before the checksum before the first frame
 * @param broken the first frame, counted from 1, that does not continue the one before it; 0 if all do
 */
record PushedChain(long salt, long before, int broken) {

	/** More often than that no WAL is begun anew. It leaves 40 bits to vouch for a history. */
	private static final int MOST_SEQUENCES = 1 << 24;

	/** Reads the chain of one frame or more. */
	static PushedChain of(Frames frames) throws IOException {
		Walk walk = new Walk();
		frames.forEachRun(walk);
		return new PushedChain(walk.salt, walk.before, walk.broken);
	}

	/**
	 * Whether the WAL that the frames are from begins as the log does.
	 * @param start the generation that both are in
	 * @param frame after which frame of it the pushed ones stand
	 * @param chain the log's chain there
	 */
	boolean follows(GenerationStart start, long frame, Chain chain) {
		long header = Checksum.before(this.before, start.chain().value(), chain.value(), frame * Frame.CHECKED);
		int sequence = Integer.reverseBytes(firstSum(header) - firstSum(new WalHeader(0, this.salt).checksum()));
		return sequence >= 0 && sequence < MOST_SEQUENCES && new WalHeader(sequence, this.salt).checksum() == header;
	}

	private static int firstSum(long checksum) {
		return (int) (checksum >>> 32);
	}

	/** Whether they come right after a frame of the same WAL. */
	boolean follows(byte[] frame) {
		return Frame.salt(frame, 0) == this.salt && Frame.checksum(frame, 0) == this.before;
	}

	private static final class Walk implements Frames.Visitor {

		private long salt;

		private long before;

		private long chain;

		private int index;

		private int broken;

		@Override
		public void visit(byte[] frames, int count) {
			for (int at = 0; at < count * Frame.SIZE && this.broken == 0; at += Frame.SIZE) {
				if (this.index++ == 0) {
					this.salt = Frame.salt(frames, at);
					this.before = Checksum.beforeFrame(Frame.checksum(frames, at), frames, at);
					this.chain = this.before;
				}
				this.chain = Checksum.overFrame(this.chain, frames, at);
				if (Frame.checksum(frames, at) != this.chain || Frame.salt(frames, at) != this.salt) {
					this.broken = this.index;
				}
			}
		}

	}

}
