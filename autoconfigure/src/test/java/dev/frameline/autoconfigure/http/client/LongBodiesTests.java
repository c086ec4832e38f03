package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.AnsweringLog;
import dev.frameline.autoconfigure.http.MadeFrames;
import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bodies that no heap has to hold, over real HTTP: 32 MB, a sixty-fourth of half a million frames. */
@ParameterizedClass
@EnumSource
class LongBodiesTests {

	private static final int COUNT = 7813;

	/** What may lie between the disk of one side and the other side: buffers of both and of the network. */
	private static final long UNDER_WAY = 32 << 20;

	@Parameter
	private ServedOverHttp.Kind kind;

	private final AnsweringLog log = new AnsweringLog();

	@TempDir
	private Path directory;

	private ServedOverHttp served;

	private HttpUpstream upstream;

	@BeforeEach
	void start() throws Exception {
		this.served = ServedOverHttp.open(this.kind, this.log, this.directory);
		this.upstream = Upstreams.to(this.served.url());
	}

	@AfterEach
	void stop() throws Exception {
		this.upstream.close();
		this.served.close();
	}

	@Test
	void anAppendIsReadInRunsAndSpooled() {
		MadeFrames frames = new MadeFrames(COUNT);
		Mark end = Mark.of(MemoryLog.GENERATION, COUNT, this.log.behind.start().chain());
		long[] arrived = new long[1];
		this.log.appended = (append) -> {
			assertThat(append.frames()).isInstanceOf(FileFrames.class);
			arrived[0] = sum(append.frames());
			return new Appended.Accepted(end);
		};
		Append append = new Append(this.log.behind.lineage, new CommitId(UUID.randomUUID(), 1), Fence.NONE,
				this.log.behind.end(), frames);
		assertThat(result(this.upstream.append(append))).isEqualTo(new Appended.Accepted(end));
		assertThat(arrived[0]).isEqualTo(sum(new MadeFrames(COUNT)));
		assertThat(frames.largest()).isLessThanOrEqualTo(Frames.RUN);
		assertThat(this.directory.toFile().list((dir, name) -> name.startsWith("frameline-push-"))).isEmpty();
	}

	@Test
	void changesAreReadInRunsAndCollected() throws Exception {
		MadeFrames frames = answerWithChanges(COUNT);
		try (Spool room = new Spool(Disk.system(), this.directory.resolve("room"))) {
			Pull pull = new Pull(this.log.behind.lineage, this.log.behind.end(), 10, Duration.ZERO, room);
			Pulled.Changes changes = (Pulled.Changes) result(this.upstream.pull(pull));
			assertThat(changes.frames().count()).isEqualTo(COUNT);
			assertThat(sum(changes.frames())).isEqualTo(sum(new MadeFrames(COUNT)));
		}
		assertThat(frames.largest()).isLessThanOrEqualTo(Frames.RUN);
		await().until(frames::isClosed);
	}

	@Test
	void changesThatNobodyReadsDoNotPileUp() throws Exception {
		MadeFrames frames = answerWithChanges(4 * COUNT);
		try (Socket socket = ask()) {
			await().during(Duration.ofMillis(300)).until(new Unmoved(frames));
			assertThat((long) frames.furthest() * Frame.SIZE).isLessThan(UNDER_WAY);
			InputStream in = socket.getInputStream();
			byte[] some = new byte[1 << 20];
			for (long read = 0; read < frames.bytes(); read += some.length) {
				assertThat((long) frames.furthest() * Frame.SIZE - read).isLessThan(UNDER_WAY);
				in.readNBytes(some, 0, (int) Math.min(some.length, frames.bytes() - read));
			}
		}
		await().until(frames::isClosed);
	}

	@Test
	void changesAreLetGoWhenTheirReaderGoes() throws Exception {
		MadeFrames frames = answerWithChanges(4 * COUNT);
		try (Socket socket = ask()) {
			socket.getInputStream().readNBytes(1 << 20);
		}
		await().until(frames::isClosed);
		assertThat(frames.furthest()).isLessThan(4 * COUNT);
	}

	private MadeFrames answerWithChanges(int count) {
		MadeFrames frames = new MadeFrames(count);
		GenerationStart start = this.log.behind.start();
		Mark end = Mark.of(MemoryLog.GENERATION, 10L * count, start.chain());
		Newest newest = new Newest(end, start.firstSequence() + 10L * count, 1, 0);
		this.log.pulled = (pull) -> pull.acceptsChanges() ? new Pulled.Changes(frames, end, start, newest)
				: new Pulled.UpToDate(newest);
		return frames;
	}

	private Socket ask() throws IOException {
		URI url = URI.create(this.served.url());
		Socket socket = new Socket(url.getHost(), url.getPort());
		socket.getOutputStream()
			.write(("GET " + url.getPath() + "/sync/" + MemoryLog.GENERATION + "/1/11 HTTP/1.1\r\nHost: x\r\n"
					+ "Frameline-Changes: accept\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static long sum(Frames frames) {
		CRC32 sum = new CRC32();
		try {
			frames.forEachRun((run, count) -> sum.update(run, 0, count * Frame.SIZE));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return sum.getValue();
	}

	/** Whether frames are being read, and none was since the last time that this was asked. */
	private static final class Unmoved implements Callable<Boolean> {

		private final MadeFrames frames;

		private int before;

		Unmoved(MadeFrames frames) {
			this.frames = frames;
		}

		@Override
		public Boolean call() {
			int now = this.frames.furthest();
			boolean unmoved = now > 0 && now == this.before;
			this.before = now;
			return unmoved;
		}

	}

}
