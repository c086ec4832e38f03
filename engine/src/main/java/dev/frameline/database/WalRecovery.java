package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.UnsupportedWalException;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalIndex;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a WAL back to what its readers were shown, before SQLite opens it and would take all of it for committed.
 *
 * <p>The state record decides. If the WAL has the recorded salt, frames up to the visible one are kept. If a restart
 * of the WAL was announced and another salt or nothing stands there, the database file alone is what was visible.
 * Anything else was done by somebody else, and is not touched.
 */
final class WalRecovery {

	private static final Logger logger = LoggerFactory.getLogger(WalRecovery.class);

	private final String name;

	private final Path path;

	private final Disk disk;

	WalRecovery(String name, Path path, Disk disk) {
		this.name = name;
		this.path = path;
		this.disk = disk;
	}

	/**
	 * @param record what is true of the file now
	 * @param expected the header that SQLite will build from what was kept; {@code null} if nothing was
	 */
	record Recovered(StateRecord record, @Nullable WalIndexHeader expected) {

		/** Whether a header says the same, be it SQLite's own or one that it has built. */
		boolean isShownBy(WalIndexHeader header) {
			return header.frames() == this.record.visibleFrame()
					&& (this.expected == null || header.checksum() == this.expected.checksum());
		}

	}

	/** Nothing in this process has the file open. */
	Recovered recover(StateRecord record) throws IOException {
		Recovered recovered = recoverWal(record);
		correctIndex(recovered);
		return recovered;
	}

	/**
	 * Another process that has the file open keeps the wal-index alive. SQLite then does not build it anew and would
	 * look for frames that were cut. The header is put without SQLite's write lock, which nobody has before the first
	 * connection: what a reader in between would recover from the WAL says the same.
	 */
	private void correctIndex(Recovered recovered) throws IOException {
		Path shm = OwnedFile.sibling(this.path, "-shm");
		if (!this.disk.exists(shm)) {
			return;
		}
		try (WalIndex index = WalIndex.map(shm)) {
			WalIndexHeader found = index.header();
			if (found.isSound() && !recovered.isShownBy(found)) {
				WalIndexHeader expected = recovered.expected();
				index.put((expected != null) ? expected : WalIndexHeader.rebuilt(found.salt(), 0, 0, 0));
			}
		}
	}

	private Recovered recoverWal(StateRecord record) throws IOException {
		Path path = OwnedFile.sibling(this.path, "-wal");
		if (!this.disk.exists(path)) {
			return alone(record);
		}
		try (DiskFile wal = this.disk.open(path)) {
			WalScan scan = scan(wal, record);
			WalHeader header = scan.header();
			if (header == null || header.salt() != record.wal()) {
				Recovered recovered = alone(record);
				cut(wal, 0, 0, recovered.record());
				return recovered;
			}
			return cutBack(record, wal, scan, header);
		}
	}

	private WalScan scan(DiskFile wal, StateRecord record) throws IOException {
		try {
			return WalScan.of(wal, Math.max(record.visibleFrame(), 0));
		}
		catch (UnsupportedWalException ex) {
			throw new FramelineException("Database '" + this.name + "': expected " + wal.path() + " to be as this node has"
					+ " left it. " + ex.getMessage() + " Or set " + this.path + " and its -wal and -state files aside, and"
					+ " let the node fetch or rebuild the database.", ex);
		}
	}

	private Recovered alone(StateRecord record) throws IOException {
		Recovered recovered = withoutWal(record);
		installed().requireSound(Frames.of(new byte[0]), 0, record.witness());
		return recovered;
	}

	/** The database file stands alone: right if a restart was announced, or if nothing was ever in the WAL. */
	private Recovered withoutWal(StateRecord record) {
		if (record.visibleFrame() > 0 && !record.restartAnnounced()) {
			throw new FramelineException("Database '" + this.name + "': expected " + this.path + "-wal with salt "
					+ String.format("%016x", record.wal()) + " and at least " + record.visibleFrame()
					+ " frames; it is missing or another one. Somebody else has opened or replaced the files. Set "
					+ this.path + " and its -wal and -state files aside, and let the node fetch or rebuild the"
					+ " database.");
		}
		return new Recovered(record.onEmptyWal(record.position()), null);
	}

	private Recovered cutBack(StateRecord record, DiskFile wal, WalScan scan, WalHeader header) throws IOException {
		long keep = Math.min(record.visibleFrame(), scan.committedFrames());
		installed().requireSound(new FileFrames(wal, WalScan.offset(1), Math.toIntExact(keep)), scan.sizeAfter(),
				record.isOver(header.salt()) ? null : record.witness());
		Chain chain = record.chain();
		if (keep < record.visibleFrame()) {
			chain = chainAt(record, wal, keep);
			logger.warn("Database '{}': {} of {} frames in {}-wal survived. The node reopens at an earlier position than it"
					+ " has shown, as after a power cut.", this.name, keep, record.visibleFrame(), this.path);
		}
		else if (keep > 0 && scan.checksum() != record.visibleChecksum()) {
			throw new FramelineException("Database '" + this.name + "': frame " + keep + " of " + this.path
					+ "-wal has checksum " + String.format("%016x", scan.checksum()) + ", expected "
					+ String.format("%016x", record.visibleChecksum()) + ". Somebody else has written to the file. Set"
					+ " it and its -wal and -state files aside, and let the node fetch or rebuild the database.");
		}
		StateRecord kept = record.showing(header.salt(), keep, scan.checksum(), chain);
		// The header stays: if this start dies before the record is written, the next one knows the WAL by its salt
		cut(wal, keep, WalScan.length(keep), kept);
		if (keep == 0) {
			return new Recovered(kept.onEmptyWal(kept.position()), null);
		}
		return new Recovered(kept,
				WalIndexHeader.rebuilt(header.salt(), keep, scan.sizeAfter(), scan.checksum()));
	}

	private InstalledFile installed() {
		return new InstalledFile(this.name, this.path, this.disk);
	}

	private void cut(DiskFile wal, long keep, long size, StateRecord kept) throws IOException {
		if (wal.size() > size) {
			tellCut(wal, keep, kept);
			wal.truncate(size);
			wal.force();
		}
	}

	/**
	 * A transaction behind the visible frame was hidden or being applied when the process died, or its record was lost
	 * in a power cut; which of the two, nothing tells.
	 */
	private void tellCut(DiskFile wal, long keep, StateRecord kept) throws IOException {
		long transactions = transactionsBehind(wal, keep);
		long frames = (wal.size() - WalHeader.SIZE) / Frame.SIZE - keep;
		if (transactions > 0) {
			logger.warn("Database '{}': {} in {} frames cut from {}-wal, because no record says that readers were shown"
					+ " them. The node reopens at position {}. If there was a power cut, that may be earlier than it has"
					+ " shown.", this.name, (transactions == 1) ? "1 transaction" : transactions + " transactions", frames,
					this.path, kept.position().position());
		}
		else if (frames > 0) {
			logger.info("Database '{}': {} frames of no whole transaction are cut from {}-wal", this.name, frames,
					this.path);
		}
	}

	private static long transactionsBehind(DiskFile wal, long keep) throws IOException {
		int behind = (int) Math.max(0, WalScan.of(wal).committedFrames() - keep);
		long[] commits = { 0 };
		new FileFrames(wal, WalScan.offset(keep + 1), behind).forEachRun((run, count) -> {
			for (int i = 0; i < count; i++) {
				commits[0] += Frame.isCommit(run, i * Frame.SIZE) ? 1 : 0;
			}
		});
		return commits[0];
	}

	/** The log's chain at an earlier frame of the local WAL: its frames differ from the log's only in what no chain covers. */
	private @Nullable Chain chainAt(StateRecord record, DiskFile wal, long frame) throws IOException {
		StateRecord.Anchor anchor = record.anchor();
		if (frame < anchor.walFrame()) {
			throw new FramelineException("Database '" + this.name + "': frame " + anchor.walFrame() + " of " + this.path
					+ "-wal, at which its position is known, did not survive. Set the file and its -wal and -state"
					+ " files aside, and let the node fetch or rebuild the database.");
		}
		if (anchor.chain() == null) {
			return null;
		}
		long[] chain = { anchor.chain().value() };
		Frames frames = new FileFrames(wal, WalScan.offset(anchor.walFrame() + 1), (int) (frame - anchor.walFrame()));
		frames.forEachRun((run, count) -> {
			for (int i = 0; i < count; i++) {
				chain[0] = Checksum.overFrame(chain[0], run, i * Frame.SIZE);
			}
		});
		return new Chain(chain[0]);
	}

}
