package dev.frameline.wal;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The memory-mapped wal-index of a database: the two header copies that say what is committed, and the hash tables
 * in which SQLite looks up the newest frame of a page.
 *
 * <p>The channel is opened once and closed after every SQLite connection of the process: closing it earlier would
 * drop the process's locks on the file. Whoever changes the index holds SQLite's write lock; the writer side is used
 * by one thread at a time.
 *
 * @see <a href="https://www.sqlite.org/walformat.html#the_wal_index_file_format">The WAL-index file format</a>
 */
public final class WalIndex implements AutoCloseable {

	/** Bytes of a region: the unit in which {@code -shm} grows. */
	private static final int REGION = 32 * 1024;

	private static final int PAGE_NUMBERS_IN_FIRST = 136;

	private static final int HASH_SLOTS = 16 * 1024;

	private static final int SLOTS = 8192;

	private static final int FRAMES_IN_FIRST = 4062;

	private static final int FRAMES_IN_OTHERS = 4096;

	private static final int BACKFILLED = 96;

	private final FileChannel channel;

	private final List<MappedByteBuffer> regions = new CopyOnWriteArrayList<>();

	private WalIndex(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Maps an existing {@code -shm} file.
	 * @throws IllegalStateException on a big-endian machine, whose wal-index has another word order
	 */
	public static WalIndex map(Path shm) throws IOException {
		if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
			throw new IllegalStateException("Expected a little-endian machine; this one is big-endian, on which SQLite"
					+ " writes WAL checksums that are not supported");
		}
		WalIndex index = new WalIndex(FileChannel.open(shm, StandardOpenOption.READ, StandardOpenOption.WRITE));
		index.region(0);
		return index;
	}

	/** Copy 0 of the header, as it stands. */
	public WalIndexHeader header() {
		byte[] bytes = new byte[WalIndexHeader.SIZE];
		VarHandle.acquireFence();
		first().get(0, bytes);
		return WalIndexHeader.of(bytes);
	}

	/** Whether all 48 bytes of copy 0 are {@code header}'s. What is read after this is read later. */
	public boolean shows(WalIndexHeader header) {
		VarHandle.acquireFence();
		MappedByteBuffer index = first();
		ByteBuffer expected = ByteBuffer.wrap(header.bytes()).order(ByteOrder.LITTLE_ENDIAN);
		boolean same = true;
		for (int offset = WalIndexHeader.SIZE - 8; same && offset >= 0; offset -= 8) {
			same = index.getLong(offset) == expected.getLong(offset);
		}
		VarHandle.acquireFence();
		return same;
	}

	/**
	 * Makes {@code header} the one that readers take: the second copy first, so that a reader who sees two equal
	 * copies sees a whole one.
	 */
	public void put(WalIndexHeader header) {
		MappedByteBuffer index = first();
		VarHandle.fullFence();
		index.put(WalIndexHeader.SIZE, header.bytes());
		VarHandle.fullFence();
		index.put(0, header.bytes());
		VarHandle.fullFence();
	}

	/** Frames that a checkpoint has copied into the database file: {@code nBackfill}. */
	public long backfilled() {
		return first().getInt(BACKFILLED) & 0xffffffffL;
	}

	/**
	 * Enters frames that follow the committed ones. They are found by readers once a header covers them.
	 * @param committed frames that the header covers; entries beyond are left over from undone writes and cleared
	 * @param frame number of the first new frame, from 1
	 * @param frames whole frames, from offset 0
	 * @param count how many
	 */
	public void enter(long committed, long frame, byte[] frames, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			enter(committed, frame + i, (int) Frame.pageNumber(frames, i * Frame.SIZE));
		}
	}

	private void enter(long committed, long frame, int page) throws IOException {
		int number = (int) ((frame + FRAMES_IN_OTHERS - FRAMES_IN_FIRST - 1) / FRAMES_IN_OTHERS);
		MappedByteBuffer region = region(number);
		int pageNumbers = (number == 0) ? PAGE_NUMBERS_IN_FIRST : 0;
		long before = (number == 0) ? 0 : FRAMES_IN_FIRST + (number - 1L) * FRAMES_IN_OTHERS;
		int index = (int) (frame - before);
		if (index == 1) {
			clear(region, pageNumbers);
		}
		if (region.getInt(pageNumbers + (index - 1) * 4) != 0) {
			clearBeyond(region, pageNumbers, (int) Math.max(0, committed - before),
					(number == 0) ? FRAMES_IN_FIRST : FRAMES_IN_OTHERS);
		}
		int slot = (page * 383) & (SLOTS - 1);
		for (int probes = index; slotAt(region, slot) != 0; probes--) {
			if (probes == 0) {
				throw new IOException("The wal-index is corrupt: a hash chain is longer than the frames entered");
			}
			slot = (slot + 1) & (SLOTS - 1);
		}
		region.putInt(pageNumbers + (index - 1) * 4, page);
		VarHandle.releaseFence();
		region.putShort(HASH_SLOTS + slot * 2, (short) index);
	}

	private static int slotAt(MappedByteBuffer region, int slot) {
		return region.getShort(HASH_SLOTS + slot * 2) & 0xffff;
	}

	private static void clear(MappedByteBuffer region, int from) {
		for (int offset = from; offset < REGION; offset += 8) {
			region.putLong(offset, 0);
		}
	}

	private static void clearBeyond(MappedByteBuffer region, int pageNumbers, int limit, int capacity) {
		for (int slot = 0; slot < SLOTS; slot++) {
			if (slotAt(region, slot) > limit) {
				region.putShort(HASH_SLOTS + slot * 2, (short) 0);
			}
		}
		for (int index = limit; index < capacity; index++) {
			region.putInt(pageNumbers + index * 4, 0);
		}
	}

	private MappedByteBuffer first() {
		return this.regions.get(0);
	}

	private MappedByteBuffer region(int number) throws IOException {
		while (this.regions.size() <= number) {
			this.regions.add(grow(this.regions.size()));
		}
		return this.regions.get(number);
	}

	/** An interrupt would close the channel, and with it drop the process's locks: it is kept back meanwhile. */
	private MappedByteBuffer grow(int number) throws IOException {
		boolean interrupted = Thread.interrupted();
		try {
			reserve((number + 1L) * REGION);
			MappedByteBuffer region = this.channel.map(MapMode.READ_WRITE, (long) number * REGION, REGION);
			region.order(ByteOrder.LITTLE_ENDIAN);
			return region;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Writes into every block instead of extending: a map over a hole would end in SIGBUS on a full disk. */
	private void reserve(long size) throws IOException {
		for (long block = this.channel.size() / Frame.PAGE_SIZE; block < size / Frame.PAGE_SIZE; block++) {
			this.channel.write(ByteBuffer.allocate(1), (block + 1) * Frame.PAGE_SIZE - 1);
		}
	}

	/** Called after the last SQLite connection of the process to this file was closed. */
	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
