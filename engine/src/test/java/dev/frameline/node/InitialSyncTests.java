package dev.frameline.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.frameline.Fence;
import dev.frameline.log.Acquired;
import dev.frameline.log.Acquire;
import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import dev.frameline.world.Tasks;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** {@code frameline.sync.initial-timeout} ends a start that does not go forward, and no other. */
class InitialSyncTests {

	private static final Duration ALMOST = Duration.ofSeconds(59);

	private static final Duration TOO_LONG = Duration.ofSeconds(61);

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private final PlayedTime time = new PlayedTime(Tasks.on(this.executor));

	private final FaultyDisk disk = new FaultyDisk();

	@TempDir
	Path directory;

	private Node primary;

	private SlowUpstream upstream;

	private CompletableFuture<Node> replica;

	@BeforeEach
	void start() throws Exception {
		World system = World.system(this.executor);
		this.primary = Node.open(NodeSettings.of("default", this.directory.resolve("primary/app.db"), Role.PRIMARY),
				system, null);
		this.upstream = new SlowUpstream(new DirectUpstream(this.primary::served),
				Files.readAllBytes(this.directory.resolve("primary/app.db-log/1/base.db")));
		World played = new World(this.time, this.disk, this.time, system.waiting(), system.chance());
		this.replica = CompletableFuture.supplyAsync(() -> Node.open(
				NodeSettings.of("default", this.directory.resolve("replica/app.db"), Role.REPLICA), played, this.upstream));
	}

	@AfterEach
	void stop() {
		// Ends whatever still waits
		this.time.pass(Duration.ofHours(1));
		this.replica.thenAccept(Node::close).exceptionally((failed) -> null).join();
		this.primary.close();
		this.executor.shutdownNow();
	}

	@Test
	void aBaseThatKeepsComingMayTakeLonger() throws Exception {
		SlowUpstream.Request request = this.upstream.next();
		request.expect("0".repeat(64));
		this.time.pass(ALMOST);
		request.send(1000);
		this.time.pass(ALMOST);
		request.send(1000);
		this.time.pass(ALMOST);
		assertThat(this.replica).isNotDone();
		request.fail();
		SlowUpstream.Request rest = this.upstream.next();
		assertThat(rest.asked.from()).isEqualTo(2000);
		this.time.pass(Duration.ofSeconds(2));
		assertThatThrownBy(() -> this.replica.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(SourceException.class);
	}

	@Test
	void aBaseThatComesInTheEndIsReady() throws Exception {
		SlowUpstream.Request request = this.upstream.next();
		request.expect(null);
		for (int at = 0; at < this.upstream.base.length; at += 1000) {
			this.time.pass(ALMOST);
			request.send(1000);
		}
		request.end();
		assertThat(NodeTests.read(this.replica.get(30, TimeUnit.SECONDS), "PRAGMA quick_check")).isEqualTo("ok");
	}

	@Test
	void aBaseThatStandsStillEndsTheStart() throws Exception {
		SlowUpstream.Request request = this.upstream.next();
		request.expect(null);
		request.send(1000);
		this.time.pass(TOO_LONG);
		assertThatThrownBy(() -> this.replica.get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(SourceException.class)
			.hasMessageContaining("sent nothing new within frameline.sync.initial-timeout (60 s)");
		assertThat(this.directory.resolve("replica/app.db-bootstrap")).doesNotExist();
	}

	@Test
	void whatHasToBeFetchedAgainDoesNotCount() throws Exception {
		SlowUpstream.Request request = this.upstream.next();
		request.expect(null);
		request.send(1000);
		this.time.pass(Duration.ofSeconds(30));
		request.fail();
		await("the pause, and what bounds it").until(() -> this.time.delays() == 2);
		this.time.pass(Duration.ofSeconds(1));
		SlowUpstream.Request again = this.upstream.next();
		again.expect(null);
		again.send(1000);
		this.time.pass(Duration.ofSeconds(30));
		assertThatThrownBy(() -> this.replica.get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(FramelineException.class)
			.hasMessageContaining("frameline.sync.initial-timeout");
	}

	@Test
	void theCheckOfABaseMayTakeItsTime() throws Exception {
		this.disk.failWith((operation) -> {
			if (operation.equals("force app.db-bootstrap")) {
				this.time.pass(TOO_LONG);
			}
		});
		SlowUpstream.Request request = this.upstream.next();
		request.expect(null);
		request.send(this.upstream.base.length);
		request.end();
		assertThat(NodeTests.read(this.replica.get(30, TimeUnit.SECONDS), "PRAGMA quick_check")).isEqualTo("ok");
	}

	/** Sends a base piece by piece, when the test says so. */
	private record SlowUpstream(Upstream primary, byte[] base, BlockingQueue<Request> requests) implements Upstream {

		SlowUpstream(Upstream primary, byte[] base) {
			this(primary, base, new LinkedBlockingQueue<>());
		}

		Request next() throws InterruptedException {
			Request request = this.requests.poll(30, TimeUnit.SECONDS);
			assertThat(request).isNotNull();
			return request;
		}

		@Override
		public CompletionStage<Long> export(Export asked, Sink sink) {
			Request request = new Request(asked, sink, this.base);
			this.requests.add(request);
			return request.answer;
		}

		@Override
		public String url() {
			return this.primary.url();
		}

		@Override
		public CompletionStage<SourceInfo> info() {
			return this.primary.info();
		}

		@Override
		public CompletionStage<Pulled> pull(Pull pull) {
			return this.primary.pull(pull);
		}

		@Override
		public CompletionStage<Acquired> acquire(Acquire acquire) {
			return this.primary.acquire(acquire);
		}

		@Override
		public CompletionStage<?> release(UUID origin, Fence fence) {
			return this.primary.release(origin, fence);
		}

		@Override
		public CompletionStage<Appended> append(Append append) {
			return this.primary.append(append);
		}

		@Override
		public CompletionStage<Resolved> resolve(Lineage lineage, CommitId id) {
			return this.primary.resolve(lineage, id);
		}

		private static final class Request {

			private final Export asked;

			private final Sink sink;

			private final byte[] base;

			private final CompletableFuture<Long> answer = new CompletableFuture<>();

			private int at;

			Request(Export asked, Sink sink, byte[] base) {
				this.asked = asked;
				this.sink = sink;
				this.base = base;
				this.at = (int) asked.from();
			}

			void expect(String sha256) throws IOException {
				this.sink.expect(this.at, this.base.length, sha256);
			}

			void send(int bytes) throws IOException {
				int count = Math.min(bytes, this.base.length - this.at);
				this.sink.accept(ByteBuffer.wrap(this.base, this.at, count));
				this.at += count;
			}

			void end() {
				this.answer.complete((long) this.base.length);
			}

			void fail() {
				this.answer.completeExceptionally(
						new SourceException(SourceException.Kind.UNREACHABLE, "the connection broke", null));
			}

		}

	}

}
