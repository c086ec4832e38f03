package dev.frameline.log.disk;

import java.nio.ByteBuffer;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What the log remembers of a commit, or of a refusal. All numbers are big-endian.
 *
 * <pre>
 * offset  size
 *      0     4  kind: 1 commit, 2 commit without identity, 3 refusal, 4 commit whose append goes on with the next record
 *      4     4  unforced: how many of the frames up to this one were not known to be durable
 *      8     8  frame: the commit frame; of a refusal, the newest commit frame before it, or 0
 *     16     8  wall time, milliseconds since 1970
 *     24    16  origin, 0 without identity
 *     40     8  serial, 0 without identity
 *     48     8  chain at the frame
 *     56     8  checksum of the bytes before, begun with the checksum of the file's header
 * </pre>
 *
 * @param kind what it tells of
 * @param unforced frames in flight when it was made: {@code frame - unforced} frames were acknowledged by then, so
 * that recovery tells a torn tail from lost frames
 * @param frame 0 or more
 * @param time wall time in milliseconds since 1970
 * @param id {@code null} for a push of a libSQL client
 * @param chain the log's chain at {@code frame}
 */
record CommitRecord(Kind kind, int unforced, long frame, long time, @Nullable CommitId id, Chain chain) {

	/** Bytes of a record. */
	static final int SIZE = 64;

	private static final int CHECKED = SIZE - 8;

	/** In the order of their numbers, from 1. */
	enum Kind {

		COMMIT, ANONYMOUS_COMMIT, REFUSAL, COMMIT_WITH_MORE

	}

	static CommitRecord commit(@Nullable CommitId id, long frame, long durable, long time, Chain chain) {
		Kind kind = (id != null) ? Kind.COMMIT : Kind.ANONYMOUS_COMMIT;
		return new CommitRecord(kind, Math.toIntExact(frame - durable), frame, time, id, chain);
	}

	/** The same commit as one of several that were appended at once, and not the last of them. */
	CommitRecord withMore(CommitId id) {
		return new CommitRecord(Kind.COMMIT_WITH_MORE, this.unforced, this.frame, this.time, id, this.chain);
	}

	/** Whether the commit counts only if the next one is there too. */
	boolean hasMore() {
		return this.kind == Kind.COMMIT_WITH_MORE;
	}

	static CommitRecord refusal(CommitId id, long frame, long durable, long time, Chain chain) {
		return new CommitRecord(Kind.REFUSAL, Math.toIntExact(frame - durable), frame, time, id, chain);
	}

	boolean isCommit() {
		return this.kind != Kind.REFUSAL;
	}

	/** The log right after the commit, a record of that generation. */
	Mark end(long generation) {
		return Mark.of(generation, this.frame, this.chain);
	}

	/** How many frames were certainly durable when this record was made. */
	long durable() {
		return this.frame - this.unforced;
	}

	/**
	 * Puts the 64 bytes.
	 * @param seed the checksum of the file's header
	 */
	void encode(ByteBuffer into, long seed) {
		int start = into.position();
		into.putInt(this.kind.ordinal() + 1).putInt(this.unforced).putLong(this.frame).putLong(this.time);
		UUID origin = (this.id != null) ? this.id.origin() : new UUID(0, 0);
		into.putLong(origin.getMostSignificantBits()).putLong(origin.getLeastSignificantBits());
		into.putLong((this.id != null) ? this.id.serial() : 0).putLong(this.chain.value());
		into.putLong(Checksum.over(seed, into.array(), into.arrayOffset() + start, CHECKED));
	}

	/**
	 * Takes 64 bytes.
	 * @return {@code null} if they are torn, or a record of another file
	 */
	static @Nullable CommitRecord decode(ByteBuffer from, long seed) {
		int start = from.position();
		from.position(start + SIZE);
		int kind = from.getInt(start);
		if (Checksum.over(seed, from.array(), from.arrayOffset() + start, CHECKED) != from.getLong(start + CHECKED)
				|| kind < 1 || kind > Kind.values().length) {
			return null;
		}
		UUID origin = new UUID(from.getLong(start + 24), from.getLong(start + 32));
		long serial = from.getLong(start + 40);
		return new CommitRecord(Kind.values()[kind - 1], from.getInt(start + 4), from.getLong(start + 8),
				from.getLong(start + 16), (serial != 0) ? new CommitId(origin, serial) : null,
				new Chain(from.getLong(start + 48)));
	}

}
