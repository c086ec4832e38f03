package dev.frameline.wal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The golden bytes of {@code docs/FORMAT.md}: WAL header, frame and checksum. */
class WalFormatTest {

	private static final long SALT = 0x0123456789abcdefL;

	private static final String HEADER = "377f0682" + "002de218" + "00001000" + "00000007" + "0123456789abcdef"
			+ "432c2614f1e1a942";

	@TempDir
	Path temp;

	@Test
	void aWalHeaderHasTheseBytes() {
		WalHeader header = new WalHeader(7, SALT);
		assertThat(hex(header.encode())).isEqualTo(HEADER);
		assertThat(header.checksum()).isEqualTo(0x432c2614f1e1a942L);
		assertThat(WalHeader.decode(HexFormat.of().parseHex(HEADER))).isEqualTo(header);
	}

	@Test
	void aFrameHeaderHasTheseBytes() {
		byte[] frame = frame(2, 3);
		Frame.stamp(frame, 0, SALT, Checksum.overFrame(0x432c2614f1e1a942L, frame, 0));
		assertThat(hex(Arrays.copyOf(frame, Frame.HEADER_SIZE)))
			.isEqualTo("00000002" + "00000003" + "0123456789abcdef" + "b6fe4a18d52c15be");
		assertThat(Frame.pageNumber(frame, 0)).isEqualTo(2);
		assertThat(Frame.sizeAfter(frame, 0)).isEqualTo(3);
		assertThat(Frame.isCommit(frame, 0)).isTrue();
		assertThat(Frame.salt(frame, 0)).isEqualTo(SALT);
		assertThat(Frame.checksum(frame, 0)).isEqualTo(0xb6fe4a18d52c15beL);
	}

	@Test
	void theChecksumFeedsEachSumIntoTheOther() {
		byte[] bytes = new byte[16];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		assertThat(Checksum.over(0, bytes, 0, 16)).isEqualTo(0x1814100c312a231cL)
			.isEqualTo(Checksum.over(Checksum.over(0, bytes, 0, 8), bytes, 8, 8));
	}

	@Test
	void theChecksumOfAFrameLeavesOutSaltAndChecksum() {
		byte[] frame = frame(2, 0);
		long before = Checksum.overFrame(1, frame, 0);
		Frame.stamp(frame, 0, 77, 88);
		assertThat(Checksum.overFrame(1, frame, 0)).isEqualTo(before);
		frame[Frame.SIZE - 1] ^= 1;
		assertThat(Checksum.overFrame(1, frame, 0)).isNotEqualTo(before);
	}

	@Test
	void theChecksumOfAFrameCanBeUndone() {
		byte[] frame = frame(2, 3);
		for (long before : new long[] { 0, 1, SALT, -1 }) {
			assertThat(Checksum.beforeFrame(Checksum.overFrame(before, frame, 0), frame, 0)).isEqualTo(before);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8, 16, 4096, 4104, 1 << 20 })
	void twoChecksumsOverTheSameBytesTellEachOthersBeginning(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		long one = Checksum.over(SALT, bytes, 0, length);
		long other = Checksum.over(-7, bytes, 0, length);
		assertThat(Checksum.before(one, -7, other, length)).isEqualTo(SALT);
		assertThat(Checksum.before(other, SALT, one, length)).isEqualTo(-7);
	}

	@Test
	void sqliteWritesTheSameHeaderAndTheSameChain() throws Exception {
		Path database = this.temp.resolve("app.db");
		SqliteSource.create(database, "CREATE TABLE t (x)");
		try (SqliteSource source = SqliteSource.open(database)) {
			source.commit("INSERT INTO t VALUES (1)");
			source.commit("INSERT INTO t VALUES (2)", "CREATE TABLE u (x)");
			byte[] wal = Files.readAllBytes(source.wal());
			WalHeader header = WalHeader.decode(wal);
			assertThat(header).isNotNull();
			assertThat(header.encode()).isEqualTo(Arrays.copyOf(wal, WalHeader.SIZE));
			long chain = header.checksum();
			for (int at = WalHeader.SIZE; at < wal.length; at += Frame.SIZE) {
				chain = Checksum.overFrame(chain, wal, at);
				assertThat(Frame.salt(wal, at)).isEqualTo(header.salt());
				assertThat(Frame.checksum(wal, at)).isEqualTo(chain);
			}
			assertThat(wal.length).isGreaterThan(WalHeader.SIZE + 2 * Frame.SIZE);
		}
	}

	@Test
	void aChangedHeaderIsNoHeader() {
		byte[] whole = HexFormat.of().parseHex(HEADER);
		for (int bit = 0; bit < WalHeader.SIZE * 8; bit++) {
			byte[] changed = whole.clone();
			changed[bit / 8] ^= (byte) (0x80 >> (bit % 8));
			if (bit == 31) {
				assertThatExceptionOfType(UnsupportedWalException.class).isThrownBy(() -> WalHeader.decode(changed))
					.withMessageContaining("big-endian checksums");
			}
			else {
				assertThat(WalHeader.decode(changed)).as("bit %s", bit).isNull();
			}
		}
	}

	static byte[] frame(int page, int sizeAfter) {
		byte[] frame = new byte[Frame.SIZE];
		frame[3] = (byte) page;
		frame[7] = (byte) sizeAfter;
		for (int i = 0; i < Frame.PAGE_SIZE; i++) {
			frame[Frame.HEADER_SIZE + i] = (byte) (i * 31);
		}
		return frame;
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
