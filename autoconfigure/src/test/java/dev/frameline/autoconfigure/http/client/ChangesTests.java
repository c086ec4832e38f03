package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceException.Kind;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.frameline.autoconfigure.http.client.Upstreams.failure;
import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Changes come into the room of their pull, whole, or not at all. */
class ChangesTests {

	private static final int COUNT = 40;

	private static final String[] HEAD = { "Frameline-Changes: " + COUNT,
			"Frameline-Start: 3:500:00000000000000aa:00000000000000bb", "Frameline-Position: 3:20",
			"Frameline-Chain: 00000000000000cc", "Frameline-Sequence: 520", "Frameline-Time: 9",
			"Frameline-Oldest-Missing: 0" };

	private final CountDownLatch end = new CountDownLatch(1);

	private final byte[] pages = Transactions.bytes(Transactions.of(COUNT, 5));

	@TempDir
	private Path directory;

	private Path file;

	private Spool room;

	private ScriptedServer server;

	private HttpUpstream upstream;

	@BeforeEach
	void start() throws IOException {
		this.file = this.directory.resolve("changes");
		this.room = new Spool(Disk.system(), this.file);
		this.server = new ScriptedServer();
		this.upstream = Upstreams.to(this.server.url());
	}

	@AfterEach
	void stop() throws IOException {
		this.end.countDown();
		this.upstream.close();
		this.server.close();
		this.room.close();
	}

	@Test
	void theyAreAskedForAndCollectedInTheRoom() throws IOException {
		this.room.add(Transactions.of(3, 9));
		this.server.answer("200 OK", this.pages, HEAD);
		Pulled.Changes changes = (Pulled.Changes) result(this.upstream.pull(pull()));
		assertThat(this.server.heads().get(0)).containsIgnoringCase("Frameline-Changes: accept");
		Mark end = Mark.of(3, 20, new Chain(0xcc));
		assertThat(changes).isEqualTo(new Pulled.Changes(this.room.frames(), end,
				new GenerationStart(3, 500, 0xaa, new Chain(0xbb)), new Newest(end, 520, 9, 0)));
		assertThat(Transactions.bytes(changes.frames())).isEqualTo(this.pages);
		assertThat(Files.readAllBytes(this.file)).isEqualTo(this.pages);
	}

	@Test
	void whoHasRoomMayBeAnsweredWithFrames() throws IOException {
		byte[] frames = Transactions.bytes(Transactions.of(2, 6));
		this.server.answer("200 OK", frames);
		Pulled.Batch batch = (Pulled.Batch) result(this.upstream.pull(pull()));
		assertThat(Transactions.bytes(batch.frames())).isEqualTo(frames);
		assertThat(this.room.isEmpty()).isTrue();
	}

	@Test
	void whatWasNotAskedForIsNotTaken() {
		this.server.answer("200 OK", this.pages, HEAD);
		Pull pull = new Pull(null, Mark.of(1, 7, null), 1, Duration.ZERO);
		SourceException failure = failure(this.upstream.pull(pull));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining("Frameline-Changes, which were not asked for");
		assertThat(this.server.heads().get(0)).doesNotContainIgnoringCase("Frameline-Changes");
	}

	@Test
	void whatWasNotAskedForIsNotReadEither() {
		this.server.then((socket, out) -> {
			out.write(head("Content-Length: 1000000000000", HEAD));
			assertThatThrownBy(() -> {
				while (true) {
					out.write(this.pages);
				}
			}).isInstanceOf(IOException.class);
		});
		assertThat(failure(this.upstream.pull(new Pull(null, Mark.of(1, 7, null), 1, Duration.ZERO))))
			.hasMessageContaining("not asked for");
	}

	@ParameterizedTest
	@CsvSource({ "39, 164800 bytes for 40 changed pages", "41, 164800 bytes for 40 changed pages",
			"0, 164800 bytes for 40 changed pages" })
	void anotherLengthThanTheirsIsAnError(int pages, String reason) throws IOException {
		this.server.answer("200 OK", Transactions.bytes(Transactions.of(pages, 5)), HEAD);
		SourceException failure = failure(this.upstream.pull(pull()));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining(reason);
		assertThat(this.room.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "164799, 'Expected 1 bytes more, the body ended'", "164801, 'Expected 0 bytes more, got 1 or more'" })
	void aBodyOfUnknownLengthIsCountedToo(int length, String reason) {
		this.server.then((socket, out) -> {
			out.write(head("Connection: close", HEAD));
			out.write(this.pages, 0, Math.min(length, this.pages.length));
			out.flush();
			if (length > this.pages.length) {
				awaitFrames(32);
				out.write(7);
			}
		});
		SourceException failure = failure(this.upstream.pull(pull()));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining(reason);
		assertThat(this.room.isEmpty()).isTrue();
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void aBodyThatIsCutLeavesTheRoomEmpty() {
		this.server.then((socket, out) -> {
			out.write(head("Content-Length: " + this.pages.length, HEAD));
			out.write(this.pages, 0, 30 * Frame.SIZE);
			out.flush();
			awaitFrames(16);
		});
		SourceException failure = failure(this.upstream.pull(pull()));
		assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void aBodyThatStallsEndsAtTheRequestTimeoutAndLeavesTheRoomEmpty() {
		this.server.then((socket, out) -> {
			out.write(head("Content-Length: " + this.pages.length, HEAD));
			out.write(this.pages, 0, 30 * Frame.SIZE);
			out.flush();
			this.end.await();
		});
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			SourceException failure = failure(hasty.pull(pull()));
			assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
			assertThat(failure).hasMessageContaining("within 300 ms");
		}
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void anAnswerThatDoesNotBeginEndsAtTheDeadline() {
		this.server.then((socket, out) -> this.end.await());
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			assertThat(failure(hasty.pull(pull()))).hasMessageContaining("within 300 ms");
		}
	}

	@Test
	void theyMayTakeLongerThanTheDeadlineAsLongAsTheyCome() {
		Duration timeout = Duration.ofSeconds(1);
		this.server.then((socket, out) -> {
			out.write(head("Content-Length: " + this.pages.length, HEAD));
			long until = System.nanoTime() + timeout.plusMillis(300).toNanos();
			int sent = trickle(out, until);
			out.write(this.pages, sent, this.pages.length - sent);
		});
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, timeout)) {
			assertThat(result(hasty.pull(pull()))).isInstanceOf(Pulled.Changes.class);
		}
	}

	/** A byte from time to time. */
	private int trickle(OutputStream out, long until) {
		int[] sent = new int[1];
		await().pollInterval(Duration.ofMillis(20)).until(() -> {
			out.write(this.pages[sent[0]++]);
			out.flush();
			return System.nanoTime() > until;
		});
		return sent[0];
	}

	@Test
	void whoAsksNoMoreHasTheRoomAgainAtOnce() {
		this.server.then((socket, out) -> {
			out.write(head("Content-Length: " + this.pages.length, HEAD));
			out.write(this.pages, 0, 30 * Frame.SIZE);
			out.flush();
			this.end.await();
		});
		CompletionStage<Pulled> pulling = this.upstream.pull(pull());
		awaitFrames(16);
		pulling.toCompletableFuture().cancel(false);
		assertThat(this.room.isEmpty()).isTrue();
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void aRoomThatCannotBeHadBlamesThisNodesDisk() throws IOException {
		Spool nowhere = new Spool(Disk.system(), this.directory.resolve("missing").resolve("changes"));
		this.server.answer("200 OK", this.pages, HEAD);
		Pull pull = new Pull(new Lineage(UUID.randomUUID(), UUID.randomUUID()), Mark.of(1, 7, new Chain(1)), 10,
				Duration.ZERO, nowhere);
		assertThatThrownBy(() -> result(this.upstream.pull(pull))).isExactlyInstanceOf(FramelineException.class)
			.hasMessageContaining("could not be kept here");
	}

	@Test
	void theRoomIsWrittenInWholeFrames() throws IOException {
		RoomBody body = new RoomBody(this.room);
		body.begin(this.pages.length);
		for (int at = 0; at < this.pages.length; at += 1000) {
			int length = Math.min(1000, this.pages.length - at);
			byte[] piece = new byte[length];
			System.arraycopy(this.pages, at, piece, 0, length);
			body.add(piece);
			assertThat(this.room.count()).isEqualTo((at + length) / Frame.SIZE / 16 * 16);
		}
		Frames frames = body.end();
		assertThat(Transactions.bytes(frames)).isEqualTo(this.pages);
	}

	private void awaitFrames(int count) {
		await().until(() -> Files.exists(this.file) && Files.size(this.file) >= (long) count * Frame.SIZE);
	}

	private Pull pull() {
		return new Pull(new Lineage(UUID.randomUUID(), UUID.randomUUID()), Mark.of(1, 7, new Chain(1)), 10, Duration.ZERO,
				this.room);
	}

	private static byte[] head(String header, String... more) {
		return ("HTTP/1.1 200 OK\r\n" + header + "\r\n" + String.join("\r\n", more) + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

}
