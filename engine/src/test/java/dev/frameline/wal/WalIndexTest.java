package dev.frameline.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The golden bytes of {@code docs/FORMAT.md}: the wal-index, compared with what SQLite itself keeps. */
class WalIndexTest {

	private static final int REGION = 32768;

	@TempDir
	Path temp;

	@Test
	void aHeaderHasTheseBytes() {
		WalIndexHeader header = WalIndexHeader.rebuilt(0x0123456789abcdefL, 5, 3, 0xb6fe4a18d52c15beL);
		assertThat(HexFormat.of().formatHex(header.bytes())).isEqualTo("18e22d00" + "00000000" + "01000000" + "01"
				+ "00" + "0010" + "05000000" + "03000000" + "184afeb6" + "be152cd5" + "0123456789abcdef" + "56d48530" + "cf6b4100");
		assertThat(header.isSound()).isTrue();
		assertThat(header.frames()).isEqualTo(5);
		assertThat(header.pages()).isEqualTo(3);
		assertThat(header.checksum()).isEqualTo(0xb6fe4a18d52c15beL);
		assertThat(header.salt()).isEqualTo(0x0123456789abcdefL);
	}

	@Test
	void sqliteKeepsTheSameHeaderAndTheSameHashTables() throws Exception {
		Path database = this.temp.resolve("app.db");
		SqliteSource.create(database, "CREATE TABLE t (x)");
		try (SqliteSource source = SqliteSource.open(database)) {
			for (int i = 0; i < 3; i++) {
				source.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
						+ "INSERT INTO t SELECT zeroblob(3000) FROM n",
						"UPDATE t SET x = zeroblob(2999) WHERE rowid % 9 = 0");
			}
			byte[] wal = Files.readAllBytes(source.wal());
			byte[] theirs = Files.readAllBytes(this.temp.resolve("app.db-shm"));
			byte[] ours = index(wal);
			assertThat(theirs).hasSize(3 * REGION);
			assertThat(ours).hasSameSizeAs(theirs);
			assertThat(header(ours, 0)).isEqualTo(header(theirs, 0));
			assertThat(header(ours, 48)).isEqualTo(header(theirs, 48));
			assertThat(Arrays.copyOfRange(ours, 136, ours.length))
				.isEqualTo(Arrays.copyOfRange(theirs, 136, theirs.length));
		}
	}

	@Test
	void entriesOfUndoneFramesAreClearedBeforeNewOnesAreEntered() throws Exception {
		byte[] frames = new byte[600 * Frame.SIZE];
		for (int i = 0; i < 600; i++) {
			ByteBuffer.wrap(frames).putInt(i * Frame.SIZE, i % 7 + 1);
		}
		Path undone = Files.createFile(this.temp.resolve("undone-shm"));
		try (WalIndex index = WalIndex.map(undone)) {
			index.enter(0, 1, frames, 600);
			index.enter(200, 201, frames, 100);
		}
		Path straight = Files.createFile(this.temp.resolve("straight-shm"));
		try (WalIndex index = WalIndex.map(straight)) {
			index.enter(0, 1, frames, 200);
			index.enter(200, 201, frames, 100);
		}
		assertThat(Files.readAllBytes(undone)).isEqualTo(Files.readAllBytes(straight));
	}

	/** A WAL begun anew leaves what was entered before in every region. */
	@Test
	void aRegionIsClearedByItsFirstFrame() throws Exception {
		byte[] frames = new byte[5000 * Frame.SIZE];
		for (int i = 0; i < 5000; i++) {
			ByteBuffer.wrap(frames).putInt(i * Frame.SIZE, i % 7 + 1);
		}
		Path again = Files.createFile(this.temp.resolve("again-shm"));
		Path once = Files.createFile(this.temp.resolve("once-shm"));
		try (WalIndex first = WalIndex.map(again); WalIndex second = WalIndex.map(once)) {
			first.enter(0, 1, frames, 5000);
			first.enter(0, 1, frames, 4070);
			second.enter(0, 1, frames, 4070);
		}
		assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(once));
	}

	/** A hole in a mapped file would end the process on a full disk. */
	@Test
	void aRegionHasAllItsBlocksBeforeItIsMapped() throws Exception {
		Path shm = Files.createFile(this.temp.resolve("new-shm"));
		try (WalIndex index = WalIndex.map(shm)) {
			Process stat = new ProcessBuilder("stat", "-c", "%b %B", shm.toString()).start();
			String[] blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
				.split(" ");
			assertThat(Long.parseLong(blocks[0]) * Long.parseLong(blocks[1])).isGreaterThanOrEqualTo(REGION);
			assertThat(index.backfilled()).isZero();
		}
	}

	/** Builds in a file of our own the index of a whole WAL. */
	private byte[] index(byte[] wal) throws IOException {
		Path path = Files.createFile(this.temp.resolve("own-shm"));
		int frames = (wal.length - WalHeader.SIZE) / Frame.SIZE;
		int last = (int) WalScan.offset(frames);
		try (WalIndex index = WalIndex.map(path)) {
			index.enter(0, 1, Arrays.copyOfRange(wal, WalHeader.SIZE, wal.length), frames);
			index.put(WalIndexHeader.rebuilt(Frame.salt(wal, last), frames, Frame.sizeAfter(wal, last),
					Frame.checksum(wal, last)));
			assertThat(index.header().isSound()).isTrue();
			assertThat(index.shows(index.header())).isTrue();
		}
		return Files.readAllBytes(path);
	}

	/** A header without its change counter, which says how often it was written, and so without its checksum. */
	private static byte[] header(byte[] index, int offset) {
		byte[] bytes = Arrays.copyOfRange(index, offset, offset + WalIndexHeader.SIZE);
		assertThat(WalIndexHeader.of(bytes).isSound()).isTrue();
		ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(8, 0).putLong(40, 0);
		return bytes;
	}

}
