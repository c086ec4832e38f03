package dev.frameline.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * What a WAL file holds, found as SQLite's own recovery finds it: frames count as long as salt and chain hold, and
 * only up to the last commit frame.
 *
 * @param header {@code null} if the file is empty, torn in its header, or no WAL
 * @param validFrames frames whose salt and checksum hold, committed or not
 * @param committedFrames frames up to and including the last valid commit frame
 * @param sizeAfter database size in pages after that commit frame; 0 if there is none
 * @param checksum the chain at that commit frame; the header's if there is none; 0 without a header
 */
public record WalScan(@Nullable WalHeader header, long validFrames, long committedFrames, long sizeAfter,
		long checksum) {

	/**
	 * Reads the whole file once.
	 * @throws UnsupportedWalException as {@link WalHeader#decode}
	 */
	public static WalScan of(DiskFile file) throws IOException {
		return of(file, Long.MAX_VALUE);
	}

	/** Reads at most the first {@code limit} frames. */
	public static WalScan of(DiskFile file, long limit) throws IOException {
		byte[] headerBytes = new byte[WalHeader.SIZE];
		WalHeader header = (file.read(ByteBuffer.wrap(headerBytes), 0) == WalHeader.SIZE)
				? WalHeader.decode(headerBytes) : null;
		if (header == null) {
			return new WalScan(null, 0, 0, 0, 0);
		}
		return scan(file, header, limit);
	}

	private static WalScan scan(DiskFile file, WalHeader header, long limit) throws IOException {
		byte[] run = new byte[Frames.RUN * Frame.SIZE];
		long chain = header.checksum();
		long committed = 0;
		long sizeAfter = 0;
		long committedChain = chain;
		long frame = 0;
		while (frame < limit) {
			int wanted = (int) Math.min(Frames.RUN, limit - frame);
			int whole = file.read(ByteBuffer.wrap(run, 0, wanted * Frame.SIZE), offset(frame + 1)) / Frame.SIZE;
			for (int at = 0; at < whole * Frame.SIZE; at += Frame.SIZE) {
				chain = Checksum.overFrame(chain, run, at);
				if (Frame.salt(run, at) != header.salt() || Frame.checksum(run, at) != chain
						|| Frame.pageNumber(run, at) == 0) {
					return new WalScan(header, frame, committed, sizeAfter, committedChain);
				}
				frame++;
				if (Frame.isCommit(run, at)) {
					committed = frame;
					sizeAfter = Frame.sizeAfter(run, at);
					committedChain = chain;
				}
			}
			if (whole < wanted) {
				break;
			}
		}
		return new WalScan(header, frame, committed, sizeAfter, committedChain);
	}

	/** Where frame {@code frame}, counted from 1, begins in a WAL file. */
	public static long offset(long frame) {
		return WalHeader.SIZE + (frame - 1) * Frame.SIZE;
	}

	/** How long a WAL file of {@code frames} frames is. */
	public static long length(long frames) {
		return WalHeader.SIZE + frames * Frame.SIZE;
	}

}
