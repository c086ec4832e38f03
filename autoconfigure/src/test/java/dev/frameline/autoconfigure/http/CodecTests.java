package dev.frameline.autoconfigure.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Divergence;
import dev.frameline.log.Export;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Pushed;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceInfo;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What one side writes, the other side reads as the same value. */
class CodecTests {

	private static final Lineage OURS = new Lineage(UUID.randomUUID(), UUID.randomUUID());

	private static final Mark END = Mark.of(2, 9, new Chain(0xfedcba9876543210L));

	private static final Newest NEWEST = new Newest(END, 1234, 1_700_000_000_123L, 1_700_000_000_100L);

	private static final Append APPEND = new Append(OURS, new CommitId(UUID.randomUUID(), 77), new Fence(3, 4),
			Mark.of(2, 6, new Chain(5)), Transactions.of(3, 1));

	private static final Pull PULL = new Pull(OURS, Mark.of(2, 6, new Chain(5)), 10, Duration.ofMillis(1500));

	private static final GenerationStart START = new GenerationStart(2, 1000, -2L, new Chain(-3L));

	private static final GenerationStart NEXT = new GenerationStart(3, 1009, 7L, new Chain(8));

	@TempDir
	private Path directory;
	private static final String SHA256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

	static Stream<Divergence> divergences() {
		Lineage theirs = new Lineage(UUID.randomUUID(), UUID.randomUUID());
		return Stream.of(new Divergence("another database", theirs, Mark.of(2, 50, new Chain(1)), OURS, END),
				new Divergence("ahead", null, Mark.of(2, 50, null), OURS, Mark.of(2, 0, null)));
	}

	static Stream<SourceInfo> infos() {
		return Stream.of(new SourceInfo(5, null), new SourceInfo(5,
				new SourceInfo.Identity(OURS, START, NEWEST)));
	}

	static Stream<Pulled> pulls() {
		return Stream.concat(Stream.of(new Pulled.UpToDate(NEWEST), new Pulled.UpToDate(null), new Pulled.Ended(3, null, null),
				new Pulled.Ended(4, null, NEWEST), new Pulled.Ended(4, NEXT, NEWEST), new Pulled.Gone("pruned")),
				divergences().map(Pulled.Diverged::new));
	}

	static Stream<Appended> appends() {
		return Stream.concat(
				Stream.of(new Appended.Accepted(END), new Appended.Conflict(END),
						new Appended.Conflict(Mark.of(3, 0, null)), new Appended.Rolled(NEXT),
						new Appended.Fenced(new Fence(9, 1)),
						new Appended.Refused("no room"), new Appended.Busy(Duration.ofSeconds(5)),
						new Appended.Unknown("the relay's own primary did not answer")),
				divergences().map(Appended.Diverged::new));
	}

	static Stream<Acquired> acquires() {
		return Stream.concat(
				Stream.of(new Acquired.Granted(new Fence(9, 1), Duration.ZERO, Duration.ofSeconds(5), END, false),
						new Acquired.Granted(new Fence(9, 1), Duration.ofMillis(1234), Duration.ofMillis(100), END, true),
						new Acquired.Busy("the node with origin x has held it for 7 ms", Duration.ofSeconds(5)),
						new Acquired.Busy(null, Duration.ofSeconds(1)), new Acquired.Fenced(new Fence(9, 1)),
						new Acquired.Refused("nothing is accepted any more"), new Acquired.Unsupported()),
				divergences().map(Acquired.Diverged::new));
	}

	static Stream<Pushed> pushes() {
		return Stream.of(new Pushed.Ok(2, 9, null), new Pushed.Ok(2, 9, "b-1"), new Pushed.Conflict(3, 0),
				new Pushed.Busy(Duration.ofSeconds(5)), new Pushed.Malformed("page 0"));
	}

	static Stream<Resolved> resolves() {
		return Stream.of(new Resolved.Held(END), new Resolved.Void(), new Resolved.Unanswered("not yet"));
	}

	@ParameterizedTest
	@MethodSource("infos")
	void infoComesBack(SourceInfo info) {
		assertThat(InfoCodec.decode(sent(InfoCodec.encode(info)))).isEqualTo(info);
	}

	@ParameterizedTest
	@MethodSource("pulls")
	void pulledComesBack(Pulled pulled) {
		assertThat(PullCodec.decode(PULL, sent(PullCodec.encode(PULL, pulled)))).isEqualTo(pulled);
	}

	@Test
	void framesComeBackWithWhereTheLogEnds() {
		Pulled.Batch batch = new Pulled.Batch(Transactions.of(2, 3), NEWEST);
		Pulled.Batch back = (Pulled.Batch) PullCodec.decode(PULL, PullCodec.encode(PULL, batch));
		assertThat(back.newest()).isEqualTo(NEWEST);
		assertThat(Transactions.bytes(back.frames())).isEqualTo(Transactions.bytes(batch.frames()));
	}

	@Test
	void changesComeBackWithWhereTheyLead() {
		Pulled.Changes changes = new Pulled.Changes(Transactions.of(2, 3), END, START, NEWEST);
		Answer answer = PullCodec.encode(accepting(), changes);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers().get(HeaderNames.CHANGES)).isEqualTo("2");
		assertThat(answer.headers().get(HeaderNames.START)).isEqualTo("2:1000:fffffffffffffffe:fffffffffffffffd");
		assertThat(PullCodec.decode(withRoom(), answer)).isEqualTo(changes);
	}

	@Test
	void changesFromWhichTheLogHasGoneOnLeadWhereItStood() {
		Newest later = new Newest(Mark.of(3, 50, new Chain(6)), 5000, 1_700_000_000_123L, 1_700_000_000_100L);
		Pulled.Changes changes = new Pulled.Changes(Transactions.of(2, 3), END, START, later);
		Pulled.Changes back = (Pulled.Changes) PullCodec.decode(withRoom(), PullCodec.encode(accepting(), changes));
		assertThat(back.end()).isEqualTo(END);
		assertThat(back.newest().sequence()).isEqualTo(5000);
		assertThat(back.newest().oldestMissing()).isEqualTo(later.oldestMissing());
	}

	@Test
	void changesAreNeverSentToWhomWouldTakeThemForFrames() {
		Pulled.Changes changes = new Pulled.Changes(Transactions.of(2, 3), END, START, NEWEST);
		assertThatIllegalStateException().isThrownBy(() -> PullCodec.encode(PULL, changes));
	}

	@Test
	void changesThatWereNotAskedForAreNotTaken() {
		Answer answer = PullCodec.encode(accepting(), new Pulled.Changes(Transactions.of(2, 3), END, START, NEWEST));
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> PullCodec.decode(PULL, answer))
			.withMessageContaining("not asked for");
	}

	@ParameterizedTest
	@CsvSource({ "Frameline-Changes, 3, 3 changed pages", "Frameline-Changes, 0, at least 1",
			"Frameline-Changes, 2147483648, at most 2147483647", "Frameline-Changes, accept, cannot be read",
			"Frameline-Start, 2:1000:fffffffffffffffe, cannot be read",
			"Frameline-Start, 0:1000:fffffffffffffffe:fffffffffffffffd, cannot be read",
			"Frameline-Start, 3:1000:fffffffffffffffe:fffffffffffffffd, generation 3",
			"Frameline-Position, 2:6, to a later frame", "Frameline-Sequence, 1008, at least 1009" })
	void changesThatCannotBeAreNotTaken(String header, String value, String reason) {
		Answer answer = PullCodec.encode(accepting(), new Pulled.Changes(Transactions.of(2, 3), END, START, NEWEST));
		answer.headers().put(header, value);
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> PullCodec.decode(withRoom(), answer))
			.withMessageContaining(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Frameline-Start", "Frameline-Position", "Frameline-Chain", "Frameline-Sequence" })
	void changesThatDoNotSayWhereTheyLeadAreNotTaken(String missing) {
		Answer answer = PullCodec.encode(accepting(), new Pulled.Changes(Transactions.of(2, 3), END, START, NEWEST));
		Headers headers = new Headers();
		answer.headers().asMap().forEach((name, value) -> headers.put(name, name.equals(missing) ? null : value));
		Answer incomplete = new Answer(200, headers, null, answer.frames());
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> PullCodec.decode(withRoom(), incomplete))
			.withMessageContaining(missing);
	}

	@Test
	void anEndThatSkipsAGenerationIsAnError() {
		Answer answer = sent(PullCodec.encode(PULL, new Pulled.Ended(9, new GenerationStart(4, 1, 2, new Chain(3)), null)));
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> PullCodec.decode(PULL, answer))
			.withMessageContaining("generation 3")
			.withMessageContaining("generation 4");
	}

	@Test
	void aRollThatSkipsAGenerationIsAnError() {
		Answer answer = sent(AppendCodec.encode(new Appended.Rolled(new GenerationStart(4, 1, 2, new Chain(3)))));
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> AppendCodec.decode(APPEND, answer))
			.withMessageContaining("generation 3")
			.withMessageContaining("generation 4");
	}

	@Test
	void noFramesAreNeverSentAsAnAnswerWithoutBytes() {
		Answer answer = PullCodec.encode(PULL, new Pulled.Batch(Frames.of(new byte[0]), NEWEST));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(PullCodec.decode(PULL, sent(answer))).isEqualTo(new Pulled.UpToDate(NEWEST));
	}

	@ParameterizedTest
	@MethodSource("acquires")
	void acquiredComesBack(Acquired acquired) {
		assertThat(LeaseCodec.decode(sent(LeaseCodec.encode(acquired)))).isEqualTo(acquired);
	}

	@Test
	void aGrantIsRoundedDownOnItsWay() {
		Acquired.Granted granted = new Acquired.Granted(new Fence(9, 1), Duration.ofNanos(1_999_999),
				Duration.ofNanos(2_999_999), END, false);
		assertThat(LeaseCodec.decode(sent(LeaseCodec.encode(granted))))
			.isEqualTo(new Acquired.Granted(granted.fence(), Duration.ofMillis(1), Duration.ofMillis(2), END, false));
	}

	@Test
	void aQuestionForTheLeaseComesBack() {
		UUID origin = UUID.randomUUID();
		for (Fence fence : new Fence[] { Fence.NONE, new Fence(9, 1) }) {
			for (Acquire acquire : new Acquire[] { new Acquire(OURS, origin, END, fence, Duration.ofMillis(1500)),
					new Acquire(null, origin, Mark.of(2, 9, null), fence, Duration.ZERO) }) {
				assertThat(LeaseCodec.read(origin, LeaseCodec.headers(acquire))).isEqualTo(acquire);
			}
		}
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> LeaseCodec.read(origin, new Headers()))
			.withMessageContaining(HeaderNames.POSITION);
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> LeaseCodec.origin("me"))
			.withMessageContaining("/lease/{origin}");
	}

	@ParameterizedTest
	@MethodSource("appends")
	void appendedComesBack(Appended appended) {
		assertThat(AppendCodec.decode(APPEND, sent(AppendCodec.encode(appended)))).isEqualTo(appended);
	}

	@Test
	void whatARelayCouldNotSendMayComeAgain() {
		Answer answer = sent(AppendCodec.encode(new Appended.NotSent("no connection")));
		assertThat(AppendCodec.decode(APPEND, answer)).isInstanceOf(Appended.Busy.class);
	}

	@ParameterizedTest
	@MethodSource("pushes")
	void pushedComesBack(Pushed pushed) {
		assertThat(PushCodec.decode(sent(PushCodec.encode(pushed)))).isEqualTo(pushed);
	}

	@ParameterizedTest
	@MethodSource("resolves")
	void resolvedComesBack(Resolved resolved) {
		assertThat(ResolveCodec.decode(sent(ResolveCodec.encode(resolved)))).isEqualTo(resolved);
	}

	static Stream<Export> exports() {
		return Stream.of(Export.whole(3), new Export(3, 5000, SHA256), new Export(3, 5000, null));
	}

	static Stream<ExportCodec.Part> parts() {
		return Stream.of(new ExportCodec.Part(0, 9000, SHA256), new ExportCodec.Part(0, 9000, null),
				new ExportCodec.Part(5000, 9000, SHA256), new ExportCodec.Part(5000, 9000, null),
				new ExportCodec.Part(5000, 5001, SHA256), new ExportCodec.Part(0, -1, SHA256));
	}

	@ParameterizedTest
	@MethodSource("exports")
	void theRequestForABaseComesBack(Export export) {
		assertThat(ExportCodec.path(export)).isEqualTo("/export/3");
		assertThat(ExportCodec.read("3", ExportCodec.headers(export))).isEqualTo(export);
	}

	@ParameterizedTest
	@MethodSource("parts")
	void whatIsToldOfABaseComesBack(ExportCodec.Part part) {
		Answer answer = sent(ExportCodec.encode(part));
		assertThat(ExportCodec.decode(new Export(3, 5000, SHA256), answer, part.length())).isEqualTo(part);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=5-9", "bytes=-5", "bytes=5-,7-", "bytes=x-", "frames=5-", "bytes=9999999999999999999-",
			"" })
	void aRangeThatIsNotKnownIsNone(String range) {
		assertThat(ExportCodec.read("3", new Headers().put(HeaderNames.RANGE, range))).isEqualTo(Export.whole(3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Fri, 31 Dec 1999 23:59:59 GMT", "W/\"" + SHA256 + "\"", "\"v1\"", SHA256, "" })
	void aConditionThatProvesNothingIsAnsweredWithAllOfIt(String condition) {
		Headers headers = ExportCodec.headers(new Export(3, 5000, SHA256)).put(HeaderNames.IF_RANGE, condition);
		assertThat(ExportCodec.read("3", headers)).isEqualTo(Export.whole(3));
	}

	@Test
	void whoIsAtTheEndIsToldHowLongTheBaseIs() {
		Answer answer = ExportCodec.encode(new ExportCodec.Part(9000, 9000, SHA256));
		assertThat(answer.status()).isEqualTo(416);
		assertThat(answer.headers().get(HeaderNames.CONTENT_RANGE)).isEqualTo("bytes */9000");
		assertThat(answer.word()).isEqualTo("out_of_range");
		assertThat(ExportCodec.encode(new ExportCodec.Part(0, 0, SHA256)).status()).isEqualTo(200);
	}

	@Test
	void aDigestIsFoundAmongOthers() {
		Answer answer = sent(ExportCodec.encode(new ExportCodec.Part(0, 9000, SHA256)));
		String digest = answer.headers().get(HeaderNames.REPR_DIGEST);
		answer.headers().put(HeaderNames.REPR_DIGEST, "sha-512=:AAAA:, " + digest + ", unixsum=:AA==:");
		assertThat(ExportCodec.decode(Export.whole(3), answer, 9000).sha256()).isEqualTo(SHA256);
		answer.headers().put(HeaderNames.REPR_DIGEST, "sha-512=:AAAA:");
		assertThat(ExportCodec.decode(Export.whole(3), answer, 9000).sha256()).isNull();
	}

	@Test
	void everyOutcomeOfTheEngineIsCovered() {
		assertThat(appends().map(Object::getClass).distinct().count() + 1)
			.isEqualTo(Appended.class.getPermittedSubclasses().length);
		assertThat(pulls().map(Object::getClass).distinct().count() + 2)
			.isEqualTo(Pulled.class.getPermittedSubclasses().length);
		assertThat(pushes().map(Object::getClass).distinct().count()).isEqualTo(Pushed.class.getPermittedSubclasses().length);
		// That a log tells nothing is known without asking
		assertThat(resolves().map(Object::getClass).distinct().count() + 1)
			.isEqualTo(Resolved.class.getPermittedSubclasses().length);
	}

	@Test
	void questionsComeBack() {
		assertThat(PullCodec.read(PullCodec.range(PULL), PullCodec.headers(PULL))).isEqualTo(PULL);
		Headers headers = AppendCodec.headers(APPEND);
		assertThat(AppendCodec.read(AppendCodec.range(APPEND), headers.commit(), headers, APPEND.frames())).isEqualTo(APPEND);
		assertThat(ResolveCodec.path(APPEND.id()))
			.isEqualTo("/resolve/" + APPEND.id().origin() + "/" + APPEND.id().serial());
	}

	@Test
	void changesAreAskedForWithRoomForThemOnly() {
		Pull pull = withRoom();
		assertThat(PullCodec.headers(PULL).has(HeaderNames.CHANGES)).isFalse();
		assertThat(PullCodec.headers(accepting()).has(HeaderNames.CHANGES)).isFalse();
		assertThat(PullCodec.headers(pull).get(HeaderNames.CHANGES)).isEqualTo("accept");
		assertThat(PullCodec.read(PullCodec.range(pull), PullCodec.headers(pull))).isEqualTo(accepting());
	}

	@Test
	void anAppendThatWasAcceptedElsewhereIsNotAccepted() {
		Answer answer = sent(AppendCodec.encode(new Appended.Accepted(Mark.of(2, 10, null))));
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> AppendCodec.decode(APPEND, answer))
			.withMessageContaining("2:9")
			.withMessageContaining("2:10");
	}

	@Test
	void halfAnIdentityIsAnError() {
		assertThatExceptionOfType(WireException.class)
			.isThrownBy(() -> new Headers().put(HeaderNames.DATABASE, UUID.randomUUID()).lineage())
			.withMessageContaining(HeaderNames.BRANCH);
		assertThatExceptionOfType(WireException.class)
			.isThrownBy(() -> new Headers().put(HeaderNames.ORIGIN, UUID.randomUUID()).commit());
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> new Headers().put(HeaderNames.WAIT, -1).hold());
		assertThatExceptionOfType(WireException.class)
			.isThrownBy(() -> new Headers().put(HeaderNames.CHANGES, "2").acceptChanges());
	}

	@Test
	void aRetryAfterThatIsNoNumberOfSecondsMeansASecond() {
		Answer answer = Answer.failure(503, "busy", "busy");
		assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(1));
		answer.headers().put(HeaderNames.RETRY_AFTER, "Fri, 31 Dec 1999 23:59:59 GMT");
		assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(1));
		answer.headers().put(HeaderNames.RETRY_AFTER, "999999999");
		assertThat(answer.retryAfter()).isEqualTo(Duration.ofHours(1));
	}

	/** The question as the server has it: what it collects lies with the asker. */
	private static Pull accepting() {
		return new Pull(PULL.lineage(), PULL.after(), PULL.maxFrames(), PULL.hold(), true, null);
	}

	private Pull withRoom() {
		try {
			Spool room = new Spool(Disk.system(), this.directory.resolve("room"));
			return new Pull(PULL.lineage(), PULL.after(), PULL.maxFrames(), PULL.hold(), room);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The answer as the other side has it. */
	private static Answer sent(Answer answer) {
		return Answer.received(answer.status(), answer.headers(), answer.jsonBytes());
	}

}
