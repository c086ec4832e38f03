package dev.frameline.autoconfigure.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.autoconfigure.http.server.AccessTokens;
import dev.frameline.autoconfigure.http.server.AccessTokens.Access;
import dev.frameline.autoconfigure.http.server.AccessTokens.Token;
import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import io.netty.channel.EventLoopGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

import static dev.frameline.autoconfigure.http.client.Upstreams.failure;
import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Client and server against each other, over real HTTP. */
@ParameterizedClass
@EnumSource
class HttpUpstreamTests {

	private static final Export WHOLE = Export.whole(MemoryLog.GENERATION);

	@Parameter
	private ServedOverHttp.Kind kind;

	private final MemoryLog log = new MemoryLog(40);

	private final CommitId id = new CommitId(UUID.randomUUID(), 1);

	@TempDir
	Path directory;

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

	/** A WebFlux application that blocks does so on the event loops that its server shares with its clients. */
	@Test
	void answersComeWhileTheSharedEventLoopsWaitForThem() throws Exception {
		assumeThat(this.kind).as("a server on those loops would stand still too").isEqualTo(ServedOverHttp.Kind.TOMCAT);
		EventLoopGroup shared = HttpResources.get().onServer(true);
		List<Future<?>> waiting = new ArrayList<>();
		for (int i = 0; i < 4 * LoopResources.DEFAULT_IO_WORKER_COUNT; i++) {
			waiting.add(shared.submit(() -> result(this.upstream.info())));
		}
		for (Future<?> answer : waiting) {
			assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(SourceInfo.class);
		}
	}

	@Test
	void infoTellsIdentityAndEnd() {
		this.log.commit(2, 7);
		SourceInfo info = result(this.upstream.info());
		assertThat(info).isEqualTo(result(this.log.info()));
	}

	@Test
	void aSlashAtTheEndOfTheUrlDoesNotMatter() {
		try (HttpUpstream slashed = Upstreams.to(this.served.url() + "//")) {
			assertThat(result(slashed.info()).generation()).isEqualTo(MemoryLog.GENERATION);
			assertThat(slashed.url()).isEqualTo(this.served.url());
		}
	}

	@Test
	void exportStreamsTheBaseAndTellsItsLengthFirst() {
		Collected sink = new Collected();
		assertThat(result(this.upstream.export(WHOLE, sink))).isEqualTo(this.log.base.length);
		assertThat(sink.expected).containsExactly("0 of " + this.log.base.length + " " + this.log.sha256());
		assertThat(sink.bytes.toByteArray()).isEqualTo(this.log.base);
	}

	@Test
	void exportGoesOnWhereItStopped() {
		Collected sink = new Collected();
		Export rest = new Export(MemoryLog.GENERATION, 5000, this.log.sha256());
		assertThat(result(this.upstream.export(rest, sink))).isEqualTo(this.log.base.length - 5000);
		assertThat(sink.expected).containsExactly("5000 of " + this.log.base.length + " " + this.log.sha256());
		assertThat(sink.bytes.toByteArray())
			.isEqualTo(Arrays.copyOfRange(this.log.base, 5000, this.log.base.length));
	}

	@Test
	void exportOfAnotherBaseBeginsAnew() {
		Collected sink = new Collected();
		result(this.upstream.export(new Export(MemoryLog.GENERATION, 5000, "0".repeat(64)), sink));
		assertThat(sink.expected).containsExactly("0 of " + this.log.base.length + " " + this.log.sha256());
		assertThat(sink.bytes.toByteArray()).isEqualTo(this.log.base);
	}

	@Test
	void exportFromBeyondTheEndIsAnError() {
		Export beyond = new Export(MemoryLog.GENERATION, this.log.base.length, this.log.sha256());
		SourceException failure = failure(this.upstream.export(beyond, new Collected()));
		assertThat(failure.kind()).isEqualTo(SourceException.Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining("416").hasMessageContaining(this.log.base.length + " bytes");
	}

	@Test
	void exportThatBreaksOffIsAnError() {
		this.log.breakExports();
		SourceException failure = failure(this.upstream.export(WHOLE, new Collected()));
		assertThat(failure.kind()).isEqualTo(SourceException.Kind.UNREACHABLE);
		assertThat(failure).hasMessageContaining("/export/3 failed");
	}

	@Test
	void exportOfAGenerationThatIsNotKeptSaysSo() {
		SourceException failure = failure(this.upstream.export(Export.whole(1), new Collected()));
		assertThat(failure).hasMessageContaining("no longer kept");
	}

	@Test
	void exportThatCannotBeKeptHereBlamesTheDiskAndNotThePrimary() {
		assertThatThrownBy(() -> result(this.upstream.export(WHOLE, new FullDisk())))
			.isExactlyInstanceOf(FramelineException.class)
			.hasMessageContaining("could not be kept here: disk full");
	}

	@Test
	void pullBringsFramesAndWhereTheLogEnds() {
		this.log.commit(3, 7);
		Pulled.Batch batch = (Pulled.Batch) result(this.upstream.pull(pull(0, 100, Duration.ZERO)));
		assertThat(batch.frames().count()).isEqualTo(3);
		assertThat(batch.newest()).isEqualTo(newest());
		byte[] frames = Transactions.bytes(batch.frames());
		assertThat(Frame.checksum(frames, 2 * Frame.SIZE)).isEqualTo(this.log.end().chain().value());
	}

	@Test
	void pullOfManyFramesComesInSeveralRuns() {
		this.log.commit(1000, 7);
		Pulled.Batch batch = (Pulled.Batch) result(this.upstream.pull(pull(0, 1000, Duration.ZERO)));
		assertThat(batch.frames().count()).isEqualTo(1000);
		assertThat(Frame.checksum(Transactions.bytes(batch.frames()), 999 * Frame.SIZE))
			.isEqualTo(this.log.end().chain().value());
	}

	@Test
	void pullAtTheEndIsUpToDate() {
		assertThat(result(this.upstream.pull(pull(0, 100, Duration.ZERO)))).isEqualTo(new Pulled.UpToDate(newest()));
	}

	@Test
	void heldPullIsAnsweredWhenACommitComes() {
		CompletionStage<Pulled> held = this.upstream.pull(pull(0, 100, Duration.ofMinutes(1)));
		await().until(() -> this.log.heldPulls() == 1);
		assertThat(held.toCompletableFuture()).isNotDone();
		this.log.commit(1, 7);
		assertThat(result(held)).isInstanceOf(Pulled.Batch.class);
	}

	@Test
	void heldPullIsAnsweredWhenHeldPullsAreReleased() {
		CompletionStage<Pulled> held = this.upstream.pull(pull(0, 100, Duration.ofMinutes(1)));
		await().until(() -> this.log.heldPulls() == 1);
		this.log.releaseHeld();
		assertThat(result(held)).isEqualTo(new Pulled.UpToDate(newest()));
	}

	@Test
	void heldPullFailsWhenTheClientIsClosed() {
		CompletionStage<Pulled> held = this.upstream.pull(pull(0, 100, Duration.ofMinutes(1)));
		await().until(() -> this.log.heldPulls() == 1);
		this.upstream.close();
		assertThat(failure(held).kind()).isEqualTo(SourceException.Kind.UNREACHABLE);
	}

	@Test
	void heldPullsHoldNoThreadOfTheServer() {
		List<CompletionStage<Pulled>> held = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			held.add(this.upstream.pull(pull(0, 100, Duration.ofMinutes(1))));
		}
		await().until(() -> this.log.heldPulls() == 8);
		assertThat(result(this.upstream.append(append(this.id, this.log.end(), 1, 9)))).isInstanceOf(Appended.Accepted.class);
		held.forEach((pull) -> assertThat(result(pull)).isInstanceOf(Pulled.Batch.class));
	}

	@Test
	void heldPullBeyondItsWaitIsUpToDate() {
		assertThat(result(this.upstream.pull(pull(0, 100, Duration.ofMillis(50))))).isInstanceOf(Pulled.UpToDate.class);
	}

	@Test
	void pullOfAGoneGenerationIsGone() {
		Pull pull = new Pull(this.log.lineage, Mark.of(1, 5, null), 100, Duration.ZERO);
		assertThat(result(this.upstream.pull(pull))).isEqualTo(new Pulled.Gone("generation 1 is not kept"));
	}

	@Test
	void pullFromAnotherHistoryTellsBothSides() {
		Lineage other = new Lineage(UUID.randomUUID(), UUID.randomUUID());
		Pull pull = new Pull(other, Mark.of(MemoryLog.GENERATION, 0, new Chain(5)), 100, Duration.ZERO);
		Pulled.Diverged diverged = (Pulled.Diverged) result(this.upstream.pull(pull));
		assertThat(diverged.divergence().theirs()).isEqualTo(other);
		assertThat(diverged.divergence().theirMark()).isEqualTo(pull.after());
		assertThat(diverged.divergence().ours()).isEqualTo(this.log.lineage);
		assertThat(diverged.divergence().ourMark()).isEqualTo(this.log.end());
	}

	@Test
	void pullFromAheadHasDiverged() {
		Pull pull = new Pull(this.log.lineage, Mark.of(MemoryLog.GENERATION, 50, new Chain(5)), 100, Duration.ZERO);
		assertThat(result(this.upstream.pull(pull))).isInstanceOf(Pulled.Diverged.class);
	}

	@Test
	void appendIsAcceptedOnceAndAnsweredAgain() {
		Append append = append(this.id, this.log.end(), 3, 9);
		assertThat(result(this.upstream.append(append))).isEqualTo(new Appended.Accepted(this.log.end()));
		assertThat(result(this.upstream.append(append))).isEqualTo(new Appended.Accepted(this.log.end()));
		assertThat(this.log.end().position().frame()).isEqualTo(3);
	}

	@Test
	void appendOfAMegabyteAndMoreArrivesWhole() {
		Append append = append(this.id, this.log.end(), 700, 9);
		assertThat(result(this.upstream.append(append))).isEqualTo(new Appended.Accepted(this.log.end()));
		Pulled.Batch batch = (Pulled.Batch) result(this.upstream.pull(pull(0, 700, Duration.ZERO)));
		assertThat(Transactions.bytes(batch.frames())).isEqualTo(Transactions.bytes(append.frames()));
		assertThat(this.directory.toFile().list((dir, name) -> name.startsWith("frameline-push-"))).isEmpty();
	}

	@Test
	void equalFramesFromAnotherOriginAreAConflict() {
		Mark before = this.log.end();
		result(this.upstream.append(append(this.id, before, 1, 9)));
		CommitId other = new CommitId(UUID.randomUUID(), 1);
		assertThat(result(this.upstream.append(append(other, before, 1, 9)))).isEqualTo(new Appended.Conflict(this.log.end()));
	}

	@Test
	void appendUnderAnOlderFenceIsFenced() {
		Fence newer = new Fence(4, 2);
		this.log.fence(newer);
		assertThat(result(this.upstream.append(append(this.id, this.log.end(), 1, 9)))).isEqualTo(new Appended.Fenced(newer));
	}

	@Test
	void appendToAnotherDatabaseHasDiverged() {
		Lineage other = new Lineage(UUID.randomUUID(), UUID.randomUUID());
		Append append = new Append(other, this.id, Fence.NONE, this.log.end(), Transactions.of(1, 9));
		assertThat(result(this.upstream.append(append))).isInstanceOf(Appended.Diverged.class);
	}

	@Test
	void appendWithoutATurnIsBusyAndToldWhenToComeAgain() {
		this.log.keepBusy(Duration.ofSeconds(3));
		assertThat(result(this.upstream.append(append(this.id, this.log.end(), 1, 9))))
			.isEqualTo(new Appended.Busy(Duration.ofSeconds(3)));
	}

	@Test
	void appendLargerThanTheServerTakesIsRefused() throws Exception {
		ServeSettings small = new ServeSettings(AccessTokens.none(), null, this.directory, 2 * Frame.SIZE);
		try (ServedOverHttp server = ServedOverHttp.open(this.kind, this.log, this.directory, small);
				HttpUpstream client = Upstreams.to(server.url())) {
			Appended.Refused refused = (Appended.Refused) result(client.append(append(this.id, this.log.end(), 3, 9)));
			assertThat(refused.reason()).contains("413").contains("frameline.serve.max-push-size");
		}
	}

	@Test
	void aLongAppendWithAWrongTokenIsRefusedAndNotUnknown() throws Exception {
		AccessTokens tokens = AccessTokens.of(Map.of("writer", new Token(Secret.of("w-secret"), Access.READ_WRITE)));
		try (ServedOverHttp server = ServedOverHttp.open(this.kind, this.log, this.directory,
				ServedOverHttp.settings(this.directory, tokens, null)); HttpUpstream client = client(server, "wrong", null)) {
			assertThat(result(client.append(append(this.id, this.log.end(), 5000, 9)))).isInstanceOf(Appended.Refused.class);
		}
	}

	@Test
	void aLeaseIsGrantedKeptAndGivenBack() {
		this.log.commit(2, 7);
		Acquired.Granted granted = (Acquired.Granted) result(this.upstream.acquire(acquire(Fence.NONE, Duration.ZERO)));
		assertThat(granted).isEqualTo(new Acquired.Granted(new Fence(1, 1), Duration.ofMillis(3), Duration.ofSeconds(5),
				this.log.end(), false));
		assertThat(result(this.upstream.acquire(acquire(granted.fence(), Duration.ZERO)))).isEqualTo(granted);
		assertThat(result(this.upstream.acquire(acquire(new Fence(1, 9), Duration.ZERO))))
			.isEqualTo(new Acquired.Fenced(granted.fence()));
		result(this.upstream.release(this.id.origin(), granted.fence()));
		assertThat(this.log.holder()).isNull();
	}

	@Test
	void aQuestionForTheLeaseIsHeldUntilItIsGranted() {
		UUID other = UUID.randomUUID();
		Acquire first = new Acquire(this.log.lineage, other, this.log.end(), Fence.NONE, Duration.ZERO);
		Fence fence = ((Acquired.Granted) result(this.upstream.acquire(first))).fence();
		CompletionStage<Acquired> waiting = this.upstream.acquire(acquire(Fence.NONE, Duration.ofMinutes(1)));
		await().until(() -> result(this.upstream.acquire(
				new Acquire(this.log.lineage, other, this.log.end(), fence, Duration.ZERO))) instanceof Acquired.Granted kept
				&& kept.wanted());
		assertThat(waiting.toCompletableFuture()).isNotDone();
		result(this.upstream.release(other, Fence.NONE));
		assertThat(((Acquired.Granted) result(waiting)).fence()).isEqualTo(new Fence(1, 2));
	}

	@Test
	void whoWaitsForTheLeaseInVainIsToldWhoHasIt() {
		UUID other = UUID.randomUUID();
		result(this.upstream.acquire(new Acquire(this.log.lineage, other, this.log.end(), Fence.NONE, Duration.ZERO)));
		assertThat(result(this.upstream.acquire(acquire(Fence.NONE, Duration.ofMillis(50)))))
			.isEqualTo(new Acquired.Busy("the node with origin " + other, Duration.ofSeconds(2)));
	}

	@Test
	void aTokenThatMayOnlyReadGetsNoLeaseAndGivesNoneBack() throws Exception {
		ServeSettings settings = ServedOverHttp.settings(this.directory,
				AccessTokens.of(Map.of("reader", new Token(Secret.of("r"), Access.READ))), null);
		result(this.log.acquire(acquire(Fence.NONE, Duration.ZERO)));
		try (ServedOverHttp guarded = ServedOverHttp.open(this.kind, this.log, this.directory, settings);
				HttpUpstream reader = Upstreams.to(guarded.url(), "r", null, Upstreams.REQUEST_TIMEOUT)) {
			Acquired.Refused refused = (Acquired.Refused) result(reader.acquire(acquire(Fence.NONE, Duration.ZERO)));
			assertThat(refused.reason()).contains("The token does not allow this");
			result(reader.release(this.id.origin(), Fence.NONE));
			assertThat(this.log.holder()).isEqualTo(this.id.origin());
		}
	}

	private Acquire acquire(Fence fence, Duration hold) {
		return new Acquire(this.log.lineage, this.id.origin(), this.log.end(), fence, hold);
	}

	@Test
	void resolveTellsACommitThatTheLogHolds() {
		result(this.upstream.append(append(this.id, this.log.end(), 1, 9)));
		assertThat(result(this.upstream.resolve(this.log.lineage, this.id))).isEqualTo(new Resolved.Held(this.log.end()));
	}

	@Test
	void resolveVoidsACommitSoThatALateCopyCannotLand() {
		assertThat(result(this.upstream.resolve(this.log.lineage, this.id))).isEqualTo(new Resolved.Void());
		assertThat(result(this.upstream.append(append(this.id, this.log.end(), 1, 9)))).isInstanceOf(Appended.Conflict.class);
	}

	@Test
	void anotherDatabaseDoesNotAnswerForACommitThatItNeverSaw() {
		Lineage other = new Lineage(UUID.randomUUID(), UUID.randomUUID());
		Resolved.Unanswered unanswered = (Resolved.Unanswered) result(this.upstream.resolve(other, this.id));
		assertThat(unanswered.reason()).contains(other.toString());
	}

	@Test
	void appendWithoutLineageGoesInBatchesTiedByABaton() {
		Append append = new Append(null, this.id, Fence.NONE, Mark.of(MemoryLog.GENERATION, 0, null), Transactions.of(300, 9));
		assertThat(result(this.upstream.append(append)))
			.isEqualTo(new Appended.Accepted(Mark.of(MemoryLog.GENERATION, 300, null)));
		assertThat(this.log.end().position().frame()).isEqualTo(300);
	}

	@Test
	void tokensAndKeyAreAskedForAndSent() throws Exception {
		AccessTokens tokens = AccessTokens.of(Map.of("reader", new Token(Secret.of("r-secret"), Access.READ), "writer",
				new Token(Secret.of("w-secret"), Access.READ_WRITE)));
		ServeSettings settings = ServedOverHttp.settings(this.directory, tokens, Secret.of("a2V5"));
		try (ServedOverHttp server = ServedOverHttp.open(this.kind, this.log, this.directory, settings)) {
			try (HttpUpstream writer = client(server, "w-secret", "a2V5")) {
				assertThat(result(writer.append(append(this.id, this.log.end(), 1, 9)))).isInstanceOf(Appended.Accepted.class);
			}
			try (HttpUpstream reader = client(server, "r-secret", "a2V5")) {
				assertThat(result(reader.info()).generation()).isEqualTo(MemoryLog.GENERATION);
				Appended.Refused refused = (Appended.Refused) result(reader.append(append(this.id, this.log.end(), 1, 9)));
				assertThat(refused.reason()).contains("403").contains("read-write");
			}
			try (HttpUpstream stranger = client(server, "wrong-secret", "a2V5")) {
				SourceException failure = failure(stranger.info());
				assertThat(failure.kind()).isEqualTo(SourceException.Kind.UNAUTHORIZED);
				assertThat(failure).hasMessageContaining("auth-token").hasMessageContaining(server.url() + "/info");
				assertThat(failure.getMessage()).startsWith("Database 'test': ").doesNotContain("wrong-secret");
			}
			try (HttpUpstream keyless = client(server, "w-secret", null)) {
				assertThat(failure(keyless.info()).kind()).isEqualTo(SourceException.Kind.UNAUTHORIZED);
			}
		}
	}

	private static HttpUpstream client(ServedOverHttp server, String token, String key) {
		return Upstreams.to(server.url(), token, key, Upstreams.REQUEST_TIMEOUT);
	}

	private Pull pull(long after, int maxFrames, Duration hold) {
		Chain chain = (after == 0) ? this.log.start().chain() : null;
		return new Pull(this.log.lineage, Mark.of(MemoryLog.GENERATION, after, chain), maxFrames, hold);
	}

	private Append append(CommitId id, Mark expected, int pages, int content) {
		Frames frames = Transactions.stamped(Transactions.of(pages, content), this.log.start().salt(), expected.chain());
		return new Append(this.log.lineage, id, Fence.NONE, expected, frames);
	}

	private Newest newest() {
		return result(this.log.info()).identity().newest();
	}

	/** Keeps what it is given. */
	private static final class Collected implements FrameSource.Sink {

		private final List<String> expected = new ArrayList<>();

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		@Override
		public void expect(long from, long total, String sha256) {
			this.expected.add(from + " of " + total + " " + sha256);
		}

		@Override
		public void accept(ByteBuffer bytes) {
			this.bytes.writeBytes(Arrays.copyOfRange(bytes.array(), bytes.arrayOffset() + bytes.position(),
					bytes.arrayOffset() + bytes.limit()));
		}

	}

	private static final class FullDisk implements FrameSource.Sink {

		@Override
		public void accept(ByteBuffer bytes) throws IOException {
			throw new IOException("disk full");
		}

	}

}
