package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalIndex;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Chance;
import dev.frameline.world.DiskFile;

/**
 * Continues a WAL with frames of others: they are stamped for it, written behind what it holds, and entered in the
 * index, where nobody finds them until a header covers them. The caller holds SQLite's write lock.
 */
final class WalAppender {

	private final String name;

	private final DiskFile wal;

	private final WalIndex index;

	private final Chance chance;

	WalAppender(String name, DiskFile wal, WalIndex index, Chance chance) {
		this.name = name;
		this.wal = wal;
		this.index = index;
		this.chance = chance;
	}

	/**
	 * Writes whole transactions.
	 * @param before what the WAL holds so far
	 * @param announce run with the salt that an empty WAL is about to be begun with, before its first byte
	 * @return the header that covers them
	 */
	WalIndexHeader append(WalIndexHeader before, Frames frames, Announcing announce) throws IOException {
		long salt = before.salt();
		long chain = before.checksum();
		if (before.frames() == 0) {
			WalHeader header = begin(announce);
			salt = header.salt();
			chain = header.checksum();
		}
		StampedFrames stamped = StampedFrames.stamp(frames, salt, chain);
		Run run = new Run(before.frames());
		stamped.forEachRun(run);
		if (run.lastSizeAfter == 0) {
			throw new IOException("Database '" + this.name + "': expected a commit frame as the last frame to apply");
		}
		return before.advanced(salt, before.frames() + stamped.count(), run.lastSizeAfter, stamped.lastChecksum());
	}

	/**
	 * Enters frames in the index that stand in the WAL already.
	 * @param committed frames that the header covers, after which they come
	 */
	void enter(long committed, Frames frames) throws IOException {
		long[] frame = { committed + 1 };
		frames.forEachRun((run, count) -> {
			this.index.enter(committed, frame[0], run, count);
			frame[0] += count;
		});
	}

	private WalHeader begin(Announcing announce) throws IOException {
		WalHeader header = new WalHeader(1, this.chance.nextLong());
		announce.write(header.salt());
		this.wal.write(ByteBuffer.wrap(header.encode()), 0);
		// Before any frame: a power cut must not leave old frames behind a header that fits them
		this.wal.force();
		return header;
	}

	/** Writes runs of frames behind each other and enters them in the index. */
	private final class Run implements Frames.Visitor {

		private final long committed;

		private long frame;

		private long lastSizeAfter;

		Run(long committed) {
			this.committed = committed;
			this.frame = committed + 1;
		}

		@Override
		public void visit(byte[] frames, int count) throws IOException {
			WalAppender.this.wal.write(ByteBuffer.wrap(frames, 0, count * Frame.SIZE), WalScan.offset(this.frame));
			WalAppender.this.index.enter(this.committed, this.frame, frames, count);
			this.frame += count;
			this.lastSizeAfter = Frame.sizeAfter(frames, (count - 1) * Frame.SIZE);
		}

	}

	/** Told the salt that the WAL is about to be begun with. */
	@FunctionalInterface
	interface Announcing {

		void write(long salt) throws IOException;

	}

}
