package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Checksum;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The {@code origins} file of a generation: who was known to the log when the generation began, so that what was held
 * or refused for ever stays so when the generations before are no longer kept. Written once. All numbers are
 * big-endian.
 *
 * <pre>
 * header            record
 * offset  size      offset  size
 *      0     8  magic: "FLORIGIN"      0    16  origin
 *      8     4  format: 1             16     8  newest serial held, 0 if none
 *     12     4  bytes of a record     24     8  its generation
 *     16     8  generation            32     8  its commit frame
 *     24    16  branch                40     8  chain there
 *     40     8  records               48     8  highest serial refused, 0 if none
 *     48     8  0                     56     8  checksum of the bytes before
 *     56     8  checksum of the bytes before
 * </pre>
 *
 * A record's checksum begins with that of the record before, the first one's with that of the header.
 */
final class OriginsFile {

	private static final long MAGIC = 0x464c4f524947494eL;

	private static final int FORMAT = 1;

	private static final int SIZE = 64;

	private static final int CHECKED = SIZE - 8;

	private OriginsFile() {
	}

	/** All bytes of the file. */
	static byte[] encode(UUID branch, long generation, Identities known) {
		ByteBuffer bytes = ByteBuffer.allocate(SIZE * (1 + known.origins().size()));
		bytes.putLong(MAGIC).putInt(FORMAT).putInt(SIZE).putLong(generation);
		putId(bytes, branch).putLong(known.origins().size()).putLong(0);
		long checksum = seal(bytes, 0);
		for (UUID origin : known.origins()) {
			putId(bytes, origin);
			put(bytes, known.newestHeld(origin)).putLong(known.highestRefused(origin));
			checksum = seal(bytes, checksum);
		}
		return bytes.array();
	}

	/**
	 * Reads the file.
	 * @return {@code null} if it is not the whole file of that branch and generation
	 */
	static @Nullable Identities read(DiskFile file, UUID branch, long generation) throws IOException {
		if (file.size() > Integer.MAX_VALUE || file.size() % SIZE != 0 || file.size() == 0) {
			return null;
		}
		ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
		file.read(bytes, 0);
		int records = bytes.limit() / SIZE - 1;
		bytes.flip();
		boolean ours = bytes.getLong() == MAGIC && bytes.getInt() == FORMAT && bytes.getInt() == SIZE
				&& bytes.getLong() == generation && getId(bytes).equals(branch) && bytes.getLong() == records;
		return (ours) ? read(bytes, records) : null;
	}

	private static @Nullable Identities read(ByteBuffer bytes, int records) {
		Identities known = new Identities();
		long checksum = Checksum.over(0, bytes.array(), 0, CHECKED);
		boolean whole = checksum == bytes.getLong(CHECKED);
		for (int at = SIZE; at <= records * SIZE && whole; at += SIZE) {
			checksum = Checksum.over(checksum, bytes.array(), at, CHECKED);
			whole = checksum == bytes.getLong(at + CHECKED);
			if (whole) {
				take(known, bytes.position(at));
			}
		}
		return (whole) ? known : null;
	}

	private static void take(Identities known, ByteBuffer record) {
		UUID origin = getId(record);
		long held = record.getLong();
		Mark end = (held != 0) ? Mark.of(record.getLong(), record.getLong(), new Chain(record.getLong())) : null;
		if (end != null) {
			known.addHeld(new Identities.Held(new CommitId(origin, held), end));
		}
		else {
			record.position(record.position() + 24);
		}
		long refused = record.getLong();
		if (refused != 0) {
			known.addRefused(new CommitId(origin, refused));
		}
	}

	private static ByteBuffer put(ByteBuffer bytes, Identities.@Nullable Held held) {
		if (held == null) {
			return bytes.putLong(0).putLong(0).putLong(0).putLong(0);
		}
		return bytes.putLong(held.id().serial())
			.putLong(held.end().position().generation())
			.putLong(held.end().position().frame())
			.putLong(NewCommits.chain(held.end()).value());
	}

	private static long seal(ByteBuffer bytes, long from) {
		long checksum = Checksum.over(from, bytes.array(), bytes.position() - CHECKED, CHECKED);
		bytes.putLong(checksum);
		return checksum;
	}

	private static ByteBuffer putId(ByteBuffer bytes, UUID id) {
		return bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
	}

	private static UUID getId(ByteBuffer bytes) {
		return new UUID(bytes.getLong(), bytes.getLong());
	}

}
