package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import dev.frameline.world.DiskFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class RoomyFileTest {

	@TempDir
	Path temp;

	Path path;

	FaultyDisk disk = new FaultyDisk();

	@BeforeEach
	void create() throws IOException {
		this.path = Files.write(this.temp.resolve("file"), new byte[] { 1, 2, 3 });
	}

	@Test
	void growsOnceForManyWrites() throws Exception {
		try (RoomyFile file = open()) {
			write(file, 3, 4);
			long length = Files.size(this.path);
			assertThat(length).isGreaterThan(60_000);
			for (int i = 4; i < 50_000; i++) {
				write(file, i, i);
			}
			assertThat(Files.size(this.path)).isEqualTo(length);
			assertThat(file.size()).isEqualTo(50_000);
		}
		assertThat(this.path).hasSize(50_000);
	}

	@Test
	void theRoomGrowsWithTheFileAndEnds() throws Exception {
		try (RoomyFile file = open()) {
			file.write(ByteBuffer.allocate(1_000_000), 3);
			assertThat(Files.size(this.path)).isEqualTo(1_000_003 + 1_000_003 / 4);
			file.write(ByteBuffer.allocate(9_000_000), 1_000_003);
			assertThat(Files.size(this.path)).isEqualTo(10_000_003 + (1 << 20));
		}
	}

	@Test
	void aCutTakesTheRoomToo() throws Exception {
		try (RoomyFile file = open()) {
			write(file, 3, 4);
			file.truncate(2);
			assertThat(file.size()).isEqualTo(2);
			assertThat(this.path).hasBinaryContent(new byte[] { 1, 2 });
			write(file, 2, 9);
		}
		assertThat(this.path).hasBinaryContent(new byte[] { 1, 2, 9 });
	}

	@Test
	void aDiskWithoutPlaceForRoomTakesWhatFits() throws Exception {
		try (RoomyFile file = open()) {
			this.disk.fail("write file");
			assertThatIOException().isThrownBy(() -> write(file, 3, 4));
			this.disk.heal();
			write(file, 3, 4);
			assertThat(this.path).hasBinaryContent(new byte[] { 1, 2, 3, 4 });
		}
	}

	@Test
	void closingTwiceIsClosing() throws Exception {
		RoomyFile file = open();
		write(file, 3, 4);
		file.close();
		file.close();
		assertThat(this.path).hasSize(4);
	}

	@Test
	void zerosAtTheEndAreNotCounted() throws Exception {
		byte[] bytes = new byte[200_000];
		Arrays.fill(bytes, 0, 100, (byte) 1);
		for (int last : new int[] { 99, 100, 65_535, 65_636, 131_000, 199_999 }) {
			byte[] written = bytes.clone();
			written[last] = 1;
			Files.write(this.path, written);
			try (DiskFile file = open()) {
				assertThat(RoomyFile.written(file, 100)).isEqualTo(last + 1 - 100);
				assertThat(RoomyFile.written(file, 300_000)).isZero();
			}
		}
	}

	private RoomyFile open() throws IOException {
		return new RoomyFile(this.disk.open(this.path));
	}

	private static void write(DiskFile file, long offset, int value) throws IOException {
		file.write(ByteBuffer.wrap(new byte[] { (byte) value }), offset);
	}

}
