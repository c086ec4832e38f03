package dev.frameline.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import dev.frameline.simulation.world.Dice;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalScan;

/**
 * How much of a {@code -wal} that SQLite writes is certain to have been forced: what stood there when the engine forced
 * it, and the frames that stand in the database file already, because SQLite forces them first. A WAL that was begun
 * anew has its header at least.
 */
final class WalFloor {

	/** {@code nBackfill} in the wal-index. */
	private static final int BACKFILLED = 96;

	private long salt;

	private long bytes;

	WalFloor copy() {
		WalFloor copy = new WalFloor();
		copy.salt = this.salt;
		copy.bytes = this.bytes;
		return copy;
	}

	/** Somebody has forced the file as it is. */
	void forced(Path wal) throws IOException {
		byte[] content = Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0];
		this.salt = salt(content);
		this.bytes = content.length;
	}

	/** A process has died: what its wal-index says is lost with it. */
	void learn(Path wal, Path shm) throws IOException {
		byte[] content = Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0];
		long salt = salt(content);
		if (salt != this.salt) {
			this.salt = salt;
			this.bytes = WalHeader.SIZE;
		}
		if (Files.exists(shm) && Files.size(shm) > BACKFILLED + 4) {
			ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(shm)).order(ByteOrder.LITTLE_ENDIAN);
			long backfilled = index.getInt(BACKFILLED) & 0xffffffffL;
			this.bytes = Math.max(this.bytes, WalScan.length(backfilled));
		}
		this.bytes = Math.min(this.bytes, content.length);
	}

	/** What a power cut leaves of the file. */
	byte[] survive(byte[] content, Dice dice) {
		int floor = (int) Math.min(this.bytes, content.length);
		int kept = switch (dice.below(3)) {
			case 0 -> floor;
			case 1 -> content.length;
			default -> (int) dice.between(floor, content.length);
		};
		byte[] survivor = Arrays.copyOf(content, kept);
		if (kept > floor && dice.oneIn(3)) {
			int hole = (int) dice.between(floor, kept - 1);
			Arrays.fill(survivor, hole, Math.min(kept, hole + 512), (byte) 0);
		}
		return survivor;
	}

	private static long salt(byte[] content) {
		return (content.length >= WalHeader.SIZE) ? ByteBuffer.wrap(content).getLong(16) : 0;
	}

}
