package dev.frameline.wal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.world.Disk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SpoolTest {

	@TempDir
	Path directory;

	@Test
	void framesComeOutAsTheyWentIn() throws Exception {
		try (Spool spool = spool()) {
			spool.add(numbered(1, 300));
			spool.add(numbered(301, 302));
			assertThat(numbers(spool)).hasSize(302).startsWith(1L, 2L).endsWith(301L, 302L);
		}
	}

	@Test
	void theFirstOnesCanBeRemovedAndTheLastOnesCut() throws Exception {
		try (Spool spool = spool()) {
			spool.add(numbered(1, 600));
			spool.removeFirst(10);
			assertThat(numbers(spool)).hasSize(590).startsWith(11L).endsWith(600L);
			spool.truncate(3);
			assertThat(numbers(spool)).containsExactly(11L, 12L, 13L);
			spool.add(numbered(7, 7));
			assertThat(numbers(spool)).containsExactly(11L, 12L, 13L, 7L);
			spool.clear();
			assertThat(spool.isEmpty()).isTrue();
		}
	}

	@Test
	void theFileIsThereOnlyWhileItIsNeeded() throws Exception {
		Path file = Files.writeString(this.directory.resolve("spool"), "what a crash has left");
		Spool spool = spool();
		assertThat(file).doesNotExist();
		spool.add(numbered(1, 1));
		assertThat(file).hasSize(Frame.SIZE);
		spool.close();
		assertThat(file).doesNotExist();
	}

	private Spool spool() throws Exception {
		return new Spool(Disk.system(), this.directory.resolve("spool"));
	}

	private static Frames numbered(int from, int to) {
		byte[] bytes = new byte[(to - from + 1) * Frame.SIZE];
		for (int i = from; i <= to; i++) {
			Frame.stamp(bytes, (i - from) * Frame.SIZE, i, i);
		}
		return Frames.of(bytes);
	}

	private static List<Long> numbers(Spool spool) throws Exception {
		List<Long> numbers = new ArrayList<>();
		spool.frames().forEachRun((run, count) -> {
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				numbers.add(Frame.checksum(run, at));
			}
		});
		return numbers;
	}

}
