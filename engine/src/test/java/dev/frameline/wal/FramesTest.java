package dev.frameline.wal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FramesTest {

	@TempDir
	Path temp;

	@Test
	void framesAreWhole() {
		assertThatIllegalArgumentException().isThrownBy(() -> Frames.of(new byte[Frame.SIZE + 1]))
			.withMessageContaining("4121 bytes are not whole frames");
		assertThat(Frames.of(new byte[0]).count()).isZero();
	}

	@Test
	void aSliceIsAPart() throws Exception {
		Frames slice = numbered(10).slice(3, 7);
		assertThat(slice.count()).isEqualTo(4);
		assertThat(slice.bytes()).isEqualTo(4 * Frame.SIZE);
		assertThat(pages(slice)).containsExactly(4, 5, 6, 7);
		assertThat(pages(slice.slice(1, 2))).containsExactly(5);
	}

	@Test
	void runsCoverEveryFrameOnce() throws Exception {
		List<Integer> runs = new ArrayList<>();
		List<Integer> pages = new ArrayList<>();
		numbered(Frames.RUN + 5).forEachRun((frames, count) -> {
			runs.add(count);
			for (int i = 0; i < count; i++) {
				pages.add((int) Frame.pageNumber(frames, i * Frame.SIZE));
			}
		});
		assertThat(runs).containsExactly(Frames.RUN, 5);
		assertThat(pages).hasSize(Frames.RUN + 5).isSorted().doesNotHaveDuplicates().startsWith(1);
	}

	@Test
	void framesInAFileAreReadFromTheirOffset() throws Exception {
		Path path = this.temp.resolve("frames");
		byte[] bytes = new byte[WalHeader.SIZE + 3 * Frame.SIZE];
		numbered(3).read(0, 3, bytes, WalHeader.SIZE);
		Files.write(path, bytes);
		try (DiskFile file = Disk.system().openRead(path)) {
			assertThat(pages(new FileFrames(file, WalScan.offset(2), 2))).containsExactly(2, 3);
			assertThatExceptionOfType(EOFException.class)
				.isThrownBy(() -> pages(new FileFrames(file, WalScan.offset(2), 3)));
		}
	}

	@Test
	void stampingGivesTheChainOfTheOtherWal() throws Exception {
		Path database = this.temp.resolve("app.db");
		SqliteSource.create(database, "CREATE TABLE t (x)");
		try (SqliteSource source = SqliteSource.open(database)) {
			Frames first = source.commit("INSERT INTO t VALUES (1)");
			Frames second = source.commit("INSERT INTO t VALUES (zeroblob(20000))");
			WalHeader header = WalHeader.decode(Files.readAllBytes(source.wal()));
			StampedFrames one = StampedFrames.stamp(first, header.salt(), header.checksum());
			StampedFrames two = StampedFrames.stamp(second, header.salt(), one.lastChecksum());
			assertThat(bytes(one)).isEqualTo(bytes(first));
			assertThat(bytes(two)).isEqualTo(bytes(second));
			assertThat(two.checksum(two.count() - 1)).isEqualTo(two.lastChecksum());

			StampedFrames elsewhere = StampedFrames.stamp(second, 42, 43);
			assertThat(bytes(StampedFrames.stamp(elsewhere, header.salt(), one.lastChecksum())))
				.isEqualTo(bytes(second));
			assertThat(Frame.salt(bytes(elsewhere.slice(1, 2)), 0)).isEqualTo(42);
			assertThat(Frame.checksum(bytes(elsewhere.slice(1, 2)), 0)).isEqualTo(elsewhere.checksum(1));
		}
	}

	@Test
	void framesStampedWhileTheyAreReadAreTheSame() throws Exception {
		Frames source = numbered(300);
		byte[] expected = bytes(StampedFrames.stamp(source, 42, 43));
		byte[] read = new byte[expected.length];
		new StampingFrames(source, 42, 43).forEachRun(new Frames.Visitor() {

			private int at;

			@Override
			public void visit(byte[] frames, int count) {
				System.arraycopy(frames, 0, read, this.at, count * Frame.SIZE);
				this.at += count * Frame.SIZE;
			}

		});
		assertThat(read).isEqualTo(expected);
		StampingFrames fromTheMiddle = new StampingFrames(source, 42, 43);
		assertThat(bytes(fromTheMiddle.slice(250, 300)))
			.isEqualTo(Arrays.copyOfRange(expected, 250 * Frame.SIZE, expected.length));
		assertThat(bytes(fromTheMiddle)).isEqualTo(expected);
	}

	private static Frames numbered(int count) {
		byte[] bytes = new byte[count * Frame.SIZE];
		for (int i = 0; i < count; i++) {
			bytes[i * Frame.SIZE + 2] = (byte) ((i + 1) >> 8);
			bytes[i * Frame.SIZE + 3] = (byte) (i + 1);
		}
		return Frames.of(bytes);
	}

	private static byte[] bytes(Frames frames) throws IOException {
		byte[] bytes = new byte[frames.count() * Frame.SIZE];
		frames.read(0, frames.count(), bytes, 0);
		return bytes;
	}

	private static List<Integer> pages(Frames frames) throws IOException {
		byte[] bytes = bytes(frames);
		Integer[] pages = new Integer[frames.count()];
		Arrays.setAll(pages, (i) -> (int) Frame.pageNumber(bytes, i * Frame.SIZE));
		return List.of(pages);
	}

}
