package dev.frameline.autoconfigure.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When a part of the log's file goes out as it lies there, and when it is copied. */
class AnswerWriterTests {

	private static final int OFFSET = 32;

	private static final int COUNT = 2 * Frames.RUN + 3;

	@TempDir
	Path directory;

	private Path file;

	private byte[] content;

	@BeforeEach
	void write() throws IOException {
		this.file = this.directory.resolve("frames.wal");
		this.content = new byte[OFFSET + COUNT * Frame.SIZE];
		new Random(7).nextBytes(this.content);
		Files.write(this.file, this.content);
	}

	@Test
	void manyFramesGoAsAPartOfTheirFileWhereTheServerKnowsHow() throws IOException {
		PlayedReply reply = write(COUNT, true);
		assertThat(reply.sent).containsExactly(this.file + " " + OFFSET + " " + (long) COUNT * Frame.SIZE);
		assertThat(reply.written.size()).isZero();
	}

	@Test
	void manyFramesAreCopiedWhereItDoesNot() throws IOException {
		PlayedReply reply = write(COUNT, false);
		assertThat(reply.sent).isEmpty();
		assertThat(reply.written.toByteArray()).isEqualTo(part(COUNT));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, Frames.RUN })
	void whatIsReadInOneRunIsNotReadTwice(int count) throws IOException {
		PlayedReply reply = write(count, true);
		assertThat(reply.sent).isEmpty();
		assertThat(reply.written.toByteArray()).isEqualTo(part(count));
	}

	private PlayedReply write(int count, boolean sendsFiles) throws IOException {
		PlayedReply reply = new PlayedReply(sendsFiles);
		try (DiskFile frames = Disk.system().openRead(this.file)) {
			new AnswerWriter(reply)
				.write(new Answer(200, new Headers(), null, new FileFrames(frames, OFFSET, count)));
		}
		assertThat(reply.length).isEqualTo((long) count * Frame.SIZE);
		return reply;
	}

	private byte[] part(int count) {
		return Arrays.copyOfRange(this.content, OFFSET, OFFSET + count * Frame.SIZE);
	}

	private static final class PlayedReply implements Reply {

		private final List<String> sent = new ArrayList<>();

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private final boolean sendsFiles;

		private long length;

		PlayedReply(boolean sendsFiles) {
			this.sendsFiles = sendsFiles;
		}

		@Override
		public void begin(int status, Map<String, String> headers, long length) {
			this.length = length;
		}

		@Override
		public void write(byte[] bytes, int length) {
			this.written.write(bytes, 0, length);
		}

		@Override
		public boolean send(Path file, long offset, long length) {
			if (this.sendsFiles) {
				this.sent.add(file + " " + offset + " " + length);
			}
			return this.sendsFiles;
		}

		@Override
		public Executor executor() {
			return Runnable::run;
		}

	}

}
