package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceException.Kind;
import dev.frameline.log.SourceInfo;
import dev.frameline.wal.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.autoconfigure.http.client.Upstreams.failure;
import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The client against plain libSQL servers, proxies, and servers that do what they should not. */
class MisbehavingServerTests {

	private static final String OK = "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":%d,\"baton\":null}";

	private static final String SHA256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

	private final Lineage lineage = new Lineage(UUID.randomUUID(), UUID.randomUUID());

	private final CommitId id = new CommitId(UUID.randomUUID(), 4);

	private final CountDownLatch end = new CountDownLatch(1);

	private ScriptedServer server;

	private HttpUpstream upstream;

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer();
		this.upstream = Upstreams.to(this.server.url());
	}

	@AfterEach
	void stop() throws IOException {
		this.end.countDown();
		this.upstream.close();
		this.server.close();
	}

	@Test
	void infoOfAPlainServerHasNoIdentity() {
		this.server.answer("200 OK", "{\"current_generation\":7}");
		assertThat(result(this.upstream.info())).isEqualTo(new SourceInfo(7, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"current_generation\":0}", "{\"current_generation\":4294967296}",
			"{\"current_generation\":99999999999999999999}", "{\"current_generation\":-1}", "{\"current_generation\":1.5}",
			"{\"current_generation\":\"1\"}", "{}", "[1]", "<html>", "" })
	void aGenerationOutOfRangeIsAProtocolError(String body) {
		this.server.answer("200 OK", body);
		SourceException failure = failure(this.upstream.info());
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageStartingWith("Database 'test': GET " + this.server.url() + "/info answered 200")
			.hasMessageContaining("current_generation");
	}

	@Test
	void jsonThatDoesNotEndIsAProtocolError() {
		this.server.answer("200 OK", "{\"current_generation\":1" + " ".repeat(Exchange.MAX_JSON) + "}");
		assertThat(failure(this.upstream.info()).kind()).isEqualTo(Kind.PROTOCOL);
	}

	@ParameterizedTest
	@CsvSource({ "401 Unauthorized, UNAUTHORIZED", "403 Forbidden, FORBIDDEN", "404 Not Found, PROTOCOL",
			"429 Too Many, BUSY", "500 Broken, UNREACHABLE", "502 Bad Gateway, UNREACHABLE", "503 Unavailable, BUSY",
			"504 Timeout, UNREACHABLE", "400 Bad, PROTOCOL", "409 Conflict, PROTOCOL", "201 Created, PROTOCOL" })
	void statusesThatSayNothingOfFramesAreErrors(String status, Kind kind) {
		this.server.answer(status, "<html>a proxy's page</html>", "Retry-After: 7");
		SourceException failure = failure(this.upstream.pull(pull()));
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.retryAfter()).isEqualTo((kind == Kind.BUSY) ? Duration.ofSeconds(7) : null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "429 Too Many", "503 Unavailable" })
	void whoDoesNotSayWhenToComeAgainIsAskedInASecond(String status) {
		this.server.answer(status, "").answer(status, "", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT");
		assertThat(failure(this.upstream.pull(pull())).retryAfter()).isEqualTo(Duration.ofSeconds(1));
		assertThat(failure(this.upstream.pull(pull())).retryAfter()).isEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "400 Bad Request", "500 Internal Server Error" })
	void anEndIsToldBy400AndBy500ThatNamesAGeneration(String status) {
		this.server.answer(status, "{\"generation\":1}").answer(status, "{\"generation\":5}");
		assertThat(result(this.upstream.pull(pull()))).isEqualTo(new Pulled.UpToDate(null));
		assertThat(result(this.upstream.pull(pull()))).isEqualTo(new Pulled.Ended(5, null, null));
	}

	@Test
	void aServerInAnEarlierGenerationIsAnError() {
		this.server.answer("400 Bad Request", "{\"generation\":1}");
		Pull pull = new Pull(null, Mark.of(2, 0, null), 10, Duration.ZERO);
		assertThat(failure(this.upstream.pull(pull))).hasMessageContaining("restored");
	}

	@ParameterizedTest
	@CsvSource({ "3, generation 2", "1, generation 2", "0, next or generation" })
	void aNextGenerationThatIsNotTheNextIsAnError(long generation, String reason) {
		this.server.answer("400 Bad Request", "{\"generation\":5,\"next\":{\"generation\":" + generation
				+ ",\"first_sequence\":9,\"salt\":\"aa\",\"chain\":\"bb\"}}");
		SourceException failure = failure(this.upstream.pull(pull()));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining((generation > 0) ? reason : "'generation' to be a whole number from 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "200 OK", "204 No Content" })
	void anEmptyAnswerIsNothingNew(String status) {
		this.server.answer(status, "");
		assertThat(result(this.upstream.pull(pull()))).isEqualTo(new Pulled.UpToDate(null));
	}

	@Test
	void framesWithoutHeadersAreFrames() {
		byte[] frames = Transactions.bytes(Transactions.of(3, 5));
		this.server.answer("200 OK", frames);
		Pulled.Batch batch = (Pulled.Batch) result(this.upstream.pull(pull()));
		assertThat(Transactions.bytes(batch.frames())).isEqualTo(frames);
		assertThat(batch.newest()).isNull();
	}

	@Test
	void moreFramesThanAskedAreAProtocolError() {
		this.server.answer("200 OK", new byte[11 * Frame.SIZE]);
		assertThat(failure(this.upstream.pull(pull())).kind()).isEqualTo(Kind.PROTOCOL);
	}

	@Test
	void halfAFrameIsAProtocolError() {
		this.server.answer("200 OK", new byte[Frame.SIZE + 100]);
		assertThat(failure(this.upstream.pull(pull()))).hasMessageContaining("whole frames");
	}

	@Test
	void aBodyThatIsCutIsAnError() {
		this.server.then((socket, out) -> out.write(head(3 * Frame.SIZE, Frame.SIZE)));
		assertThat(failure(this.upstream.pull(pull())).kind()).isEqualTo(Kind.UNREACHABLE);
	}

	@Test
	void aBaseThatIsCutIsAnError() {
		this.server.then((socket, out) -> out.write(head(100_000, 4096)));
		assertThat(failure(this.upstream.export(Export.whole(1), ByteBuffer::remaining)).kind()).isEqualTo(Kind.UNREACHABLE);
	}

	@Test
	void aBaseOfAPlainServerHasNoDigestAndIsNotContinued() {
		this.server.answer("200 OK", new byte[5000]);
		List<String> told = new ArrayList<>();
		assertThat(result(this.upstream.export(new Export(1, 1000, SHA256), telling(told)))).isEqualTo(5000);
		assertThat(told).containsExactly("0 of 5000 null");
		assertThat(this.server.heads().get(0)).containsIgnoringCase("\r\nRange: bytes=1000-\r\n")
			.containsIgnoringCase("\r\nIf-Range: \"" + SHA256 + "\"\r\n");
	}

	@Test
	void aBaseThatIsAskedForFromItsBeginningIsAskedForAsEver() {
		this.server.answer("200 OK", new byte[5000]);
		result(this.upstream.export(Export.whole(1), ByteBuffer::remaining));
		assertThat(this.server.heads().get(0).toLowerCase(Locale.ROOT)).doesNotContain("range");
	}

	@Test
	void aBaseThatBreaksOffHasBroughtWhatCame() {
		this.server.then((socket, out) -> out.write(head(100_000, 4096)));
		AtomicLong came = new AtomicLong();
		SourceException failure = failure(
				this.upstream.export(Export.whole(1), (bytes) -> came.addAndGet(bytes.remaining())));
		assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
		assertThat(came).hasValue(4096);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes 0-4999/5000", "bytes 999-5998/6000", "bytes 1001-6000/6001", "bytes 1000-5999/6001",
			"bytes 1000-5999/*", "bytes */6000", "pages 1000-5999/6000", "" })
	void aRestThatIsNotTheRestAskedForIsAProtocolError(String range) {
		this.server.answer("206 Partial Content", new byte[5000], "Content-Range: " + range);
		SourceException failure = failure(this.upstream.export(new Export(1, 1000, SHA256), ByteBuffer::remaining));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining("from byte 1000").hasMessageContaining("'" + range + "'");
	}

	@Test
	void aRestThatNobodyAskedForIsAProtocolError() {
		this.server.answer("206 Partial Content", new byte[5000], "Content-Range: bytes 0-4999/5000");
		assertThat(failure(this.upstream.export(Export.whole(1), ByteBuffer::remaining)).kind()).isEqualTo(Kind.PROTOCOL);
	}

	@Test
	void aRestThatIsLongerThanItSaysIsAProtocolError() {
		this.server.answer("206 Partial Content", new byte[5001], "Content-Range: bytes 1000-5999/6000");
		assertThat(failure(this.upstream.export(new Export(1, 1000, SHA256), ByteBuffer::remaining)).kind())
			.isEqualTo(Kind.PROTOCOL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sha-256=:AAAA:", "sha-256=abc", "sha-256=:" + "!" + ":" })
	void aDigestThatCannotBeReadIsAProtocolError(String digest) {
		this.server.answer("200 OK", new byte[5000], "Repr-Digest: " + digest);
		SourceException failure = failure(this.upstream.export(Export.whole(1), ByteBuffer::remaining));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining("Repr-Digest");
	}

	/** Fails if the client reads on until there is nothing more, which is never. */
	@Test
	void aBodyThatIsOfNoUseIsNotReadToItsEnd() {
		this.server.then((socket, out) -> {
			out.write(("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/2\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			while (this.end.getCount() > 0) {
				out.write(new byte[4096]);
			}
		});
		assertThat(failure(this.upstream.export(new Export(1, 1000, SHA256), ByteBuffer::remaining)))
			.hasMessageContaining("from byte 1000");
	}

	@Test
	void aBodyThatStallsEndsAtTheDeadline() {
		this.server.then((socket, out) -> {
			out.write(head(3 * Frame.SIZE, Frame.SIZE));
			this.end.await();
		});
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			SourceException failure = failure(hasty.pull(pull()));
			assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
			assertThat(failure).hasMessageContaining("no complete answer within 300 ms");
		}
	}

	@Test
	void aBaseThatStallsEndsAtTheDeadline() {
		this.server.then((socket, out) -> {
			out.write(head(100_000, 4096));
			this.end.await();
		});
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			assertThat(failure(hasty.export(Export.whole(1), ByteBuffer::remaining)).kind()).isEqualTo(Kind.UNREACHABLE);
		}
	}

	@Test
	void aHeldPullMayTakeItsWaitAndTheRequestTimeout() {
		this.server.then((socket, out) -> this.end.await());
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			Pull pull = new Pull(null, Mark.of(1, 0, null), 10, Duration.ofMillis(200));
			assertThat(failure(hasty.pull(pull))).hasMessageContaining("within 500 ms");
		}
		assertThat(this.server.heads().get(0)).containsIgnoringCase("Frameline-Wait: 200");
	}

	@Test
	void anAppendToARefusedConnectionWasNotSent() throws IOException {
		int closed;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			closed = socket.getLocalPort();
		}
		try (HttpUpstream nobody = Upstreams.to("http://127.0.0.1:" + closed)) {
			Appended.NotSent notSent = (Appended.NotSent) result(nobody.append(append(2)));
			assertThat(notSent.reason()).contains("http://127.0.0.1:" + closed + "/sync/1/1/3").contains("refused");
			assertThat(failure(nobody.info()).kind()).isEqualTo(Kind.UNREACHABLE);
			assertThat(result(nobody.resolve(this.lineage, this.id))).isInstanceOf(Resolved.Unanswered.class);
		}
	}

	@Test
	void anAppendToAHostThatNobodyKnowsWasNotSent() {
		try (HttpUpstream nowhere = Upstreams.to("http://primary.invalid")) {
			assertThat(result(nowhere.append(append(2)))).isInstanceOf(Appended.NotSent.class);
		}
	}

	@Test
	void anAppendWhoseConnectionIsResetIsUnknown() {
		this.server.then((socket, out) -> socket.setSoLinger(true, 0));
		assertThat(result(this.upstream.append(append(2)))).isInstanceOf(Appended.Unknown.class);
	}

	@Test
	void anAppendWithoutAnAnswerIsUnknown() {
		this.server.then((socket, out) -> this.end.await());
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(300))) {
			assertThat(result(hasty.append(append(2)))).isInstanceOf(Appended.Unknown.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "500 Broken, Unknown", "502 Bad Gateway, Unknown", "504 Timeout, Unknown", "408 Request Timeout, Unknown",
			"200 OK, Unknown", "503 Unavailable, Busy", "429 Too Many, Busy", "401 Unauthorized, Refused",
			"403 Forbidden, Refused", "413 Too Large, Refused", "302 Found, Refused", "404 Not Found, Refused" })
	void anAppendIsNoMoreCertainThanItsAnswer(String status, String outcome) {
		this.server.answer(status, "<html>a proxy's page</html>", "Retry-After: 7");
		Appended appended = result(this.upstream.append(append(2)));
		assertThat(appended.getClass().getSimpleName()).isEqualTo(outcome);
		if (appended instanceof Appended.Busy busy) {
			assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(7));
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 3, 4_294_967_296L })
	void anAppendThatEndsElsewhereThanItShouldIsUnknown(long maxFrame) {
		this.server.answer("200 OK", OK.formatted(maxFrame));
		assertThat(result(this.upstream.append(append(2)))).isInstanceOf(Appended.Unknown.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Nothing: 1", "Frameline-Start: 3:9:00000000000000aa:00000000000000bb",
			"Frameline-Start: 2:9" })
	void aRollThatDoesNotSayTheNextGenerationIsARefusal(String header) {
		this.server.answer("409 Conflict", "{\"status\":\"rolled\"}", header);
		Appended.Refused refused = (Appended.Refused) result(this.upstream.append(append(2)));
		assertThat(refused.reason()).contains("409").contains(header.startsWith("X") ? "without Frameline-Start" : "");
	}

	@ParameterizedTest
	@CsvSource({ "404 Not Found, Unsupported", "405 Method Not Allowed, Unsupported", "401 Unauthorized, Refused",
			"403 Forbidden, Refused", "302 Found, Refused", "400 Bad, Refused", "409 Conflict, Refused", "200 OK, Refused",
			"429 Too Many, Busy", "503 Unavailable, Busy", "500 Broken, Unreachable", "502 Bad Gateway, Unreachable",
			"504 Timeout, Unreachable" })
	void whatAServerWithoutLeasesSaysOfOne(String status, String outcome) {
		this.server.answer(status, "<html>a proxy's page</html>", "Retry-After: 7");
		Acquired acquired = result(this.upstream.acquire(acquire()));
		assertThat(acquired.getClass().getSimpleName()).isEqualTo(outcome);
		if (acquired instanceof Acquired.Busy busy) {
			assertThat(busy).isEqualTo(new Acquired.Busy(null, Duration.ofSeconds(7)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Frameline-Fence: 0:0", "Frameline-Fence: seven", "Frameline-Fence: -1:1" })
	void aGrantWithoutAFenceIsNone(String header) {
		this.server.answer("200 OK", "{\"status\":\"granted\",\"generation\":1,\"max_frame_no\":0,\"waited_ms\":0,"
				+ "\"duration_ms\":5000,\"wanted\":false}", (header.isEmpty()) ? "X: y" : header);
		assertThat(result(this.upstream.acquire(acquire()))).isInstanceOf(Acquired.Refused.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"waited_ms\":-1,\"duration_ms\":5000,\"wanted\":false",
			"\"waited_ms\":0,\"duration_ms\":0,\"wanted\":false", "\"waited_ms\":0,\"duration_ms\":5000,\"wanted\":\"no\"",
			"\"waited_ms\":0,\"duration_ms\":86400001,\"wanted\":false", "\"duration_ms\":5000,\"wanted\":false",
			"\"waited_ms\":0,\"duration_ms\":5000" })
	void aGrantThatDoesNotSayHowLongItIsGoodForIsNone(String keys) {
		this.server.answer("200 OK", "{\"status\":\"granted\",\"generation\":1,\"max_frame_no\":0," + keys + "}",
				"Frameline-Fence: 1:1");
		assertThat(result(this.upstream.acquire(acquire()))).isInstanceOf(Acquired.Refused.class);
	}

	@Test
	void aLeaseThatNobodyAnswersForIsNone() throws IOException {
		this.server.then((socket, out) -> socket.close());
		assertThat(result(this.upstream.acquire(acquire()))).isInstanceOf(Acquired.Unreachable.class);
		this.server.then((socket, out) -> this.end.await());
		try (HttpUpstream hasty = Upstreams.to(this.server.url(), null, null, Duration.ofMillis(200))) {
			Acquired.Unreachable late = (Acquired.Unreachable) result(hasty.acquire(acquire()));
			assertThat(late.reason()).contains("got no complete answer within 200 ms");
		}
	}

	/** libSQL's own servers would not know what to make of it. */
	@Test
	void aServerWithoutIdentityIsNotAskedForALease() {
		assertThat(result(this.upstream.acquire(
				new Acquire(null, this.id.origin(), Mark.of(1, 0, null), Fence.NONE, Duration.ZERO))))
			.isInstanceOf(Acquired.Unsupported.class);
		assertThat(this.server.heads()).isEmpty();
	}

	@Test
	void givingBackEndsWhateverTheServerSays() throws IOException {
		this.server.answer("500 Broken", "").then((socket, out) -> socket.close());
		assertThat(result(this.upstream.release(this.id.origin(), new Fence(1, 1)))).isNull();
		assertThat(result(this.upstream.release(this.id.origin(), Fence.NONE))).isNull();
		assertThat(this.server.heads().get(0)).startsWith("DELETE /base/lease/" + this.id.origin() + " ")
			.containsIgnoringCase("Frameline-Fence: 1:1");
		assertThat(this.server.heads().get(1)).doesNotContainIgnoringCase("Frameline-Fence");
	}

	private Acquire acquire() {
		return new Acquire(this.lineage, this.id.origin(), Mark.of(1, 0, new Chain(1)), Fence.NONE, Duration.ZERO);
	}

	@Test
	void resolveIsOnlyAnsweredByWhoKnowsIt() {
		this.server.answer("404 Not Found", "").answer("200 OK", "{\"status\":\"void\"}").answer("200 OK", "void");
		assertThat(result(this.upstream.resolve(this.lineage, this.id))).isInstanceOf(Resolved.Unanswered.class);
		assertThat(result(this.upstream.resolve(this.lineage, this.id))).isEqualTo(new Resolved.Void());
		assertThat(result(this.upstream.resolve(this.lineage, this.id))).isInstanceOf(Resolved.Unanswered.class);
	}

	@Test
	void aServerWithoutIdentityIsNotAskedWhatBecameOfACommit() {
		assertThat(result(this.upstream.resolve(null, this.id))).isEqualTo(new Resolved.Untold());
		assertThat(this.server.heads()).isEmpty();
	}

	@Test
	void aPlainServerIsPushedToInBatchesWithItsBatonInThePath() {
		this.server.answer("200 OK", "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":128,\"baton\":\"b-1\"}")
			.answer("200 OK", "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":256,\"baton\":\"b-2\"}")
			.answer("200 OK", OK.formatted(300));
		assertThat(result(this.upstream.append(plain(300)))).isEqualTo(new Appended.Accepted(Mark.of(1, 300, null)));
		assertThat(this.server.heads()).extracting((head) -> head.split(" HTTP")[0])
			.containsExactly("POST /base/sync/1/1/129", "POST /base/sync/1/129/257/b-1", "POST /base/sync/1/257/301/b-2");
		assertThat(this.server.heads()).noneMatch((head) -> head.toLowerCase().contains("frameline-"));
	}

	@ParameterizedTest
	@CsvSource({ "0, Conflict", "1, Unknown", "3, Unknown" })
	void maxFrameOfAPlainServerIsCheckedExactly(long maxFrame, String outcome) {
		this.server.answer("200 OK", OK.formatted(maxFrame));
		assertThat(result(this.upstream.append(plain(2))).getClass().getSimpleName()).isEqualTo(outcome);
	}

	@Test
	void aPlainServersConflictSaysWhereItsLogEnds() {
		this.server.answer("200 OK", "{\"status\":\"conflict\",\"generation\":2,\"max_frame_no\":9}");
		assertThat(result(this.upstream.append(plain(2)))).isEqualTo(new Appended.Conflict(Mark.of(2, 9, null)));
	}

	@Test
	void withoutItsCommitFrameATransactionCannotBeInALog() {
		this.server.then((socket, out) -> socket.setSoLinger(true, 0));
		assertThat(result(this.upstream.append(plain(300)))).isInstanceOf(Appended.NotSent.class);
	}

	@Test
	void withItsCommitFrameSentATransactionMayBeInALog() {
		this.server.answer("200 OK", "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":128,\"baton\":\"b-1\"}")
			.then((socket, out) -> socket.setSoLinger(true, 0));
		assertThat(result(this.upstream.append(plain(200)))).isInstanceOf(Appended.Unknown.class);
	}

	@Test
	void aBatonThatWouldBendThePathIsNotTaken() {
		this.server.answer("200 OK", "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":128,\"baton\":\"../../x\"}");
		assertThat(result(this.upstream.append(plain(200)))).isNotInstanceOf(Appended.Accepted.class);
		assertThat(this.server.heads()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://host/x", "http://user:pa55@host/", "http://host/?a=pa55", "host:8080", "http://ho st/pa55" })
	void urlsThatCannotBeAPrimarysAreRefusedWithoutShowingSecrets(String url) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new UpstreamSettings(url, null, null, Duration.ofSeconds(1), Duration.ofSeconds(1), null))
			.withMessageContaining("URL")
			.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("pa55"));
	}

	private static FrameSource.Sink telling(List<String> told) {
		return new FrameSource.Sink() {

			@Override
			public void expect(long from, long total, String sha256) {
				told.add(from + " of " + total + " " + sha256);
			}

			@Override
			public void accept(ByteBuffer bytes) {
				// Only what is told counts
			}

		};
	}

	private static Pull pull() {
		return new Pull(null, Mark.of(1, 0, null), 10, Duration.ZERO);
	}

	private Append append(int pages) {
		return new Append(this.lineage, this.id, Fence.NONE, Mark.of(1, 0, new Chain(1)), Transactions.of(pages, 5));
	}

	private Append plain(int pages) {
		return new Append(null, this.id, Fence.NONE, Mark.of(1, 0, null), Transactions.of(pages, 5));
	}

	/** A head that promises more bytes than follow. */
	private static byte[] head(int promised, int sent) {
		byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + promised + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(head.length + sent).put(head).array();
	}

}
