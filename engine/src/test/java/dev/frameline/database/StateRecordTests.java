package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HexFormat;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateRecordTests {

	private static final StateRecord RECORD = new StateRecord(
			new Identity(new Lineage(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
					UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100")), 3, 1000, 0x0102030405060708L,
					new Chain(0x1112131415161718L)),
			new StateRecord.Anchor(2, 40, new Chain(0x2122232425262728L)), 0x3132333435363738L, true, 7,
			0x4142434445464748L, new Chain(0x5152535455565758L),
			UUID.fromString("0f0e0d0c-0b0a-4908-8706-050403020100"), 5, 6, 9,
			new Witness(8, 0x6162636465666768L));

	@TempDir
	Path directory;

	@Test
	void hasTheBytesOfTheTable() {
		String bytes = HexFormat.of().formatHex(RECORD.encode(77));
		assertThat(bytes).startsWith("464c5354" + "00000001" + "000000000000004d" + "00000007" + "00000000"
				+ "00112233445566778899aabbccddeeff" + "ffeeddccbbaa99887766554433221100" + "0000000000000003"
				+ "00000000000003e8" + "0102030405060708" + "1112131415161718" + "0000000000000002"
				+ "0000000000000028" + "2122232425262728" + "3132333435363738" + "0000000000000007"
				+ "4142434445464748" + "5152535455565758" + "0f0e0d0c0b0a49088706050403020100" + "0000000000000005"
				+ "0000000000000006" + "0000000000000009" + "0000000000000008" + "6162636465666768" + "00".repeat(52));
		assertThat(bytes).hasSize(512);
	}

	@Test
	void readsWhatItWrote() {
		byte[] bytes = RECORD.encode(77);
		assertThat(StateRecord.number(bytes)).isEqualTo(77);
		assertThat(StateRecord.decode(bytes)).isEqualTo(RECORD);
		assertThat(RECORD.position().position()).hasToString("3:45");
	}

	@Test
	void aRecordWithOneBitFlippedIsNoRecord() {
		for (int bit = 0; bit < StateRecord.SIZE * 8; bit++) {
			byte[] bytes = RECORD.encode(77);
			bytes[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThat(StateRecord.number(bytes)).as("bit %d", bit).isEqualTo(-1);
		}
	}

	@Test
	void aTornWriteLeavesTheRecordBefore() throws IOException {
		Path path = this.directory.resolve("app.db-state");
		StateFile.create(path, RECORD, Disk.system());
		StateRecord later = RECORD.inFlight(RECORD.origin(), 6, 7, 12);
		try (StateFile state = StateFile.open("test", path, Disk.system())) {
			state.write(later);
		}
		assertThat(StateFile.read(path, Disk.system())).isEqualTo(later);
		for (int slot = 0; slot < 2; slot++) {
			Path torn = this.directory.resolve("torn" + slot);
			Files.copy(path, torn);
			try (FileChannel channel = FileChannel.open(torn, StandardOpenOption.WRITE)) {
				channel.write(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), slot * 4096L + 120);
			}
			assertThat(StateFile.read(torn, Disk.system())).isIn(RECORD, later);
		}
	}

	/** Otherwise the next write, unforced, could take the newer one's place and leave the older one. */
	@Test
	void aForcedRecordStandsInBothSlots() throws IOException {
		Path path = this.directory.resolve("app.db-state");
		StateFile.create(path, RECORD.inFlight(RECORD.origin(), 1, 0, 0), Disk.system());
		try (StateFile state = StateFile.open("test", path, Disk.system())) {
			state.force(RECORD);
		}
		for (int slot = 0; slot < 2; slot++) {
			Path torn = this.directory.resolve("torn" + slot);
			Files.copy(path, torn);
			try (FileChannel channel = FileChannel.open(torn, StandardOpenOption.WRITE)) {
				channel.write(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), slot * 4096L + 120);
			}
			assertThat(StateFile.read(torn, Disk.system())).isEqualTo(RECORD);
		}
	}

	@Test
	void aFileWithoutAWholeRecordIsRefused() throws IOException {
		Path path = this.directory.resolve("app.db-state");
		Files.write(path, new byte[5000]);
		assertThatThrownBy(() -> StateFile.open("test", path, Disk.system())).isInstanceOf(FramelineException.class)
			.hasMessageContaining("no whole state record")
			.hasMessageContaining("set its files aside");
	}

}
