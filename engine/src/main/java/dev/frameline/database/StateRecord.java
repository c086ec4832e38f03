package dev.frameline.database;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

/**
 * What a node must know about its file after a crash, and cannot read from it. {@code docs/FORMAT.md} has the bytes.
 *
 * @param identity which log the file belongs to
 * @param anchor ties a frame of the local WAL to a position
 * @param wal the salt of the local WAL when this was written; 0 if it had none
 * @param restartAnnounced whether a WAL with another salt may stand there, in which case the database file alone
 * stands at {@link #position()}
 * @param visibleFrame the last frame of the local WAL that readers were shown
 * @param visibleChecksum its checksum in the local WAL
 * @param chain the log's chain there; {@code null} if the log has none
 * @param origin of this start
 * @param settledSerial the last serial whose fate is known
 * @param inFlightSerial the serial of the append in flight; 0 if none
 * @param inFlightFrame the last frame of its transaction in the local WAL
 * @param witness what the database file must hold where the WAL that was restarted last has ended; {@code null} if that
 * is not known
 */
record StateRecord(Identity identity, Anchor anchor, long wal, boolean restartAnnounced, long visibleFrame,
		long visibleChecksum, @Nullable Chain chain, UUID origin, long settledSerial, long inFlightSerial,
		long inFlightFrame, @Nullable Witness witness) {

	/** Bytes of a record. */
	static final int SIZE = 256;

	private static final int MAGIC = 0x464c5354;

	private static final int VERSION = 1;

	private static final int HAS_LINEAGE = 1;

	private static final int HAS_CHAIN = 2;

	private static final int RESTART_ANNOUNCED = 4;

	/**
	 * Frame {@code walFrame} of the local WAL stands at {@code frame} of the generation.
	 * @param chain the log's chain there; {@code null} if the log has none
	 */
	record Anchor(long walFrame, long frame, @Nullable Chain chain) {

	}

	/** Where the visible frame stands. */
	Mark position() {
		return Mark.of(this.identity.generation(), this.anchor.frame + this.visibleFrame - this.anchor.walFrame,
				this.chain);
	}

	/**
	 * The same with frame {@code frame} of a WAL with salt {@code salt} as the visible one. If that WAL was to be begun
	 * anew and goes on, what was to be found in the file then no longer is.
	 */
	StateRecord showing(long salt, long frame, long checksum, @Nullable Chain chain) {
		return new StateRecord(this.identity, this.anchor, salt, false, frame, checksum, chain, this.origin,
				this.settledSerial, this.inFlightSerial, this.inFlightFrame, isOver(salt) ? null : this.witness);
	}

	/** Whether a WAL with this salt is the one whose restart is announced, so that the witness's page is still in it. */
	boolean isOver(long salt) {
		return this.restartAnnounced && this.wal == salt;
	}

	/** The database file alone stands at {@code position}; the WAL is empty, and its next salt unknown. */
	StateRecord onEmptyWal(Mark position) {
		return onWal(position, 0, true);
	}

	/** The database file alone stands at {@code position}; the WAL is empty and has, or will have, this salt. */
	StateRecord onWal(Mark position, long salt, boolean restartAnnounced) {
		return new StateRecord(this.identity, new Anchor(0, position.position().frame(), position.chain()), salt,
				restartAnnounced, 0, 0, position.chain(), this.origin, this.settledSerial, this.inFlightSerial,
				this.inFlightFrame, this.witness);
	}

	/**
	 * The same with the announcement that the WAL may be begun with another salt from here. Frames up to the visible one
	 * may stand in the database file from now on, so that no earlier frame is a state to go back to: the anchor moves.
	 * @param seen the page of the visible frame; {@code null} if the WAL is empty
	 */
	StateRecord announcingRestart(@Nullable Witness seen) {
		return new StateRecord(this.identity, new Anchor(this.visibleFrame, position().position().frame(), this.chain),
				this.wal, true, this.visibleFrame, this.visibleChecksum, this.chain, this.origin, this.settledSerial,
				this.inFlightSerial, this.inFlightFrame, (seen != null) ? seen : this.witness);
	}

	StateRecord identifiedBy(Identity identity) {
		return new StateRecord(identity, this.anchor, this.wal, this.restartAnnounced, this.visibleFrame,
				this.visibleChecksum, this.chain, this.origin, this.settledSerial, this.inFlightSerial,
				this.inFlightFrame, this.witness);
	}

	/**
	 * The same state as frame 0 of another generation: what follows in the local WAL follows there.
	 * @param next that generation
	 */
	StateRecord crossing(Identity next) {
		return at(next, Mark.of(next.generation(), 0, next.chain()));
	}

	/** The visible frame stands at {@code position} of another history, from which on frames are counted. */
	StateRecord at(Identity identity, Mark position) {
		return new StateRecord(identity, new Anchor(this.visibleFrame, position.position().frame(), position.chain()),
				this.wal, this.restartAnnounced, this.visibleFrame, this.visibleChecksum, position.chain(), this.origin,
				this.settledSerial, this.inFlightSerial, this.inFlightFrame, this.witness);
	}

	/** The same with an append in flight, or none if {@code serial} is 0. */
	StateRecord inFlight(UUID origin, long settledSerial, long serial, long frame) {
		return new StateRecord(this.identity, this.anchor, this.wal, this.restartAnnounced, this.visibleFrame,
				this.visibleChecksum, this.chain, origin, settledSerial, serial, frame, this.witness);
	}

	/** @param number counts the writes of records; the larger one is the newer one */
	byte[] encode(long number) {
		ByteBuffer bytes = ByteBuffer.allocate(SIZE);
		Lineage lineage = this.identity.lineage();
		int flags = ((lineage != null) ? HAS_LINEAGE : 0) | ((this.identity.chain() != null) ? HAS_CHAIN : 0)
				| (this.restartAnnounced ? RESTART_ANNOUNCED : 0);
		bytes.putInt(MAGIC).putInt(VERSION).putLong(number).putInt(flags).putInt(0);
		putId(bytes, (lineage != null) ? lineage.databaseId() : null);
		putId(bytes, (lineage != null) ? lineage.branch() : null);
		bytes.putLong(this.identity.generation()).putLong(this.identity.firstSequence()).putLong(this.identity.salt());
		putChain(bytes, this.identity.chain());
		bytes.putLong(this.anchor.walFrame).putLong(this.anchor.frame);
		putChain(bytes, this.anchor.chain);
		bytes.putLong(this.wal).putLong(this.visibleFrame).putLong(this.visibleChecksum);
		putChain(bytes, this.chain);
		putId(bytes, this.origin);
		bytes.putLong(this.settledSerial).putLong(this.inFlightSerial).putLong(this.inFlightFrame);
		bytes.putLong((this.witness != null) ? this.witness.page() : 0);
		bytes.putLong((this.witness != null) ? this.witness.checksum() : 0);
		bytes.putInt(SIZE - 4, checksum(bytes.array()));
		return bytes.array();
	}

	/** The number in a whole record, or -1 if these bytes are none. */
	static long number(byte[] bytes) {
		ByteBuffer record = ByteBuffer.wrap(bytes);
		boolean whole = record.getInt(0) == MAGIC && record.getInt(4) == VERSION
				&& record.getInt(SIZE - 4) == checksum(bytes);
		return whole ? record.getLong(8) : -1;
	}

	/** Reads a record that {@link #number} found whole. */
	static StateRecord decode(byte[] bytes) {
		ByteBuffer record = ByteBuffer.wrap(bytes).position(16);
		int flags = record.getInt();
		record.getInt();
		boolean chained = (flags & HAS_CHAIN) != 0;
		UUID databaseId = getId(record);
		UUID branch = getId(record);
		Identity identity = new Identity((flags & HAS_LINEAGE) != 0 ? new Lineage(databaseId, branch) : null,
				record.getLong(), record.getLong(), record.getLong(), getChain(record, chained));
		Anchor anchor = new Anchor(record.getLong(), record.getLong(), getChain(record, chained));
		return new StateRecord(identity, anchor, record.getLong(), (flags & RESTART_ANNOUNCED) != 0, record.getLong(),
				record.getLong(), getChain(record, chained), getId(record), record.getLong(), record.getLong(),
				record.getLong(), Witness.of(record.getLong(), record.getLong()));
	}

	private static int checksum(byte[] bytes) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 0, SIZE - 4);
		return (int) crc.getValue();
	}

	private static void putId(ByteBuffer bytes, @Nullable UUID id) {
		bytes.putLong((id != null) ? id.getMostSignificantBits() : 0);
		bytes.putLong((id != null) ? id.getLeastSignificantBits() : 0);
	}

	private static UUID getId(ByteBuffer bytes) {
		return new UUID(bytes.getLong(), bytes.getLong());
	}

	private static void putChain(ByteBuffer bytes, @Nullable Chain chain) {
		bytes.putLong((chain != null) ? chain.value() : 0);
	}

	private static @Nullable Chain getChain(ByteBuffer bytes, boolean chained) {
		long value = bytes.getLong();
		return chained ? new Chain(value) : null;
	}

}
