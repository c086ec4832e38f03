package dev.frameline.primary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class PullTest {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final UUID origin = UUID.randomUUID();

	private PrimaryFixture node;

	private SqliteSource writer;

	private long serial;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.writer = this.node.client("writer");
	}

	@AfterEach
	void close() throws Exception {
		this.writer.close();
		this.node.close();
	}

	@Test
	void aPullBringsWhatComesAfterAPositionAndSaysWhereTheLogEnds() throws Exception {
		write();
		Mark first = this.node.log.durableEnd();
		write();
		Pulled.Batch batch = (Pulled.Batch) pull(first, Duration.ZERO);
		assertThat(batch.frames().count()).isPositive();
		assertThat(batch.newest().mark()).isEqualTo(this.node.log.durableEnd());
		assertThat(batch.newest().sequence()).isEqualTo(this.node.log.sequence());
		assertThat(batch.newest().oldestMissing()).isZero();
	}

	@Test
	void whatTheAnswerLeavesOutIsDated() throws Exception {
		write();
		int frames = (int) this.node.log.durableEnd().position().frame();
		write();
		Pulled.Batch batch = (Pulled.Batch) await(
				this.node.primary.pull(new Pull(this.node.log.lineage(), this.node.start(), frames, Duration.ZERO)));
		assertThat(batch.frames().count()).isEqualTo(frames);
		assertThat(batch.newest().oldestMissing()).isPositive().isLessThanOrEqualTo(batch.newest().time());
	}

	@Test
	void nothingNewIsAnsweredAtOnceUnlessItMayBeHeld() throws Exception {
		assertThat(pull(this.node.start(), Duration.ZERO)).isInstanceOf(Pulled.UpToDate.class);
	}

	@Test
	void heldPullsAreAnsweredByTheNextCommitInTheOrderOfComing() throws Exception {
		List<Integer> order = new ArrayList<>();
		List<CompletionStage<?>> answered = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			answered.add(this.node.primary.pull(this.node.pull(this.node.start(), LONG)).thenApply((pulled) -> {
				synchronized (order) {
					order.add(number);
				}
				return pulled;
			}));
			await().until(() -> this.node.primary.heldPulls() == number + 1);
		}
		this.node.tasks.oneAtATime();
		write();
		for (CompletionStage<?> answer : answered) {
			assertThat(await(answer)).isInstanceOf(Pulled.Batch.class);
		}
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
		assertThat(this.node.primary.heldPulls()).isZero();
		assertThat(this.node.tasks.delays()).isZero();
	}

	@Test
	void aPullIsHeldForAsLongAsItAskedFor() throws Exception {
		CompletionStage<Pulled> held = this.node.primary.pull(this.node.pull(this.node.start(), LONG));
		await().until(() -> this.node.tasks.delays() == 1);
		this.node.tasks.passTime();
		assertThat(await(held)).isInstanceOf(Pulled.UpToDate.class);
		await().until(() -> this.node.primary.heldPulls() == 0);
	}

	@Test
	void heldPullsAreReleasedAndNoMoreAreHeld() throws Exception {
		CompletionStage<Pulled> held = this.node.primary.pull(this.node.pull(this.node.start(), LONG));
		await().until(() -> this.node.primary.heldPulls() == 1);
		this.node.primary.releaseHeld();
		assertThat(await(held)).isInstanceOf(Pulled.UpToDate.class);
		assertThat(pull(this.node.start(), LONG)).isInstanceOf(Pulled.UpToDate.class);
	}

	@Test
	void whoLeavesIsForgotten() {
		CompletionStage<Pulled> held = this.node.primary.pull(this.node.pull(this.node.start(), LONG));
		await().until(() -> this.node.primary.heldPulls() == 1);
		held.toCompletableFuture().cancel(false);
		assertThat(this.node.primary.heldPulls()).isZero();
		assertThat(this.node.tasks.delays()).isZero();
	}

	@Test
	void anotherHistoryDivergesBothWays() throws Exception {
		write();
		Mark end = this.node.log.durableEnd();
		Lineage ours = this.node.log.lineage();
		assertDiverged(new Lineage(UUID.randomUUID(), ours.branch()), end);
		assertDiverged(new Lineage(ours.databaseId(), UUID.randomUUID()), end);
		assertDiverged(ours, new Mark(end.position(), new Chain(1)));
		assertDiverged(ours, new Mark(end.position().plus(1), end.chain()));
		assertDiverged(ours, Mark.of(2, 0, null));
	}

	@Test
	void aLibsqlClientThatIsAheadIsNeverToldThatItIsUpToDate() throws Exception {
		assertDiverged(null, Mark.of(1, 1, null));
		assertDiverged(null, Mark.of(2, 0, null));
	}

	private void assertDiverged(Lineage lineage, Mark after) throws Exception {
		Pulled pulled = await(this.node.primary.pull(new Pull(lineage, after, 100, LONG)));
		assertThat(pulled).isInstanceOf(Pulled.Diverged.class);
		assertThat(((Pulled.Diverged) pulled).divergence().theirMark()).isEqualTo(after);
	}

	@Test
	void theInfoDescribesTheLog() throws Exception {
		write();
		SourceInfo info = await(this.node.primary.info());
		assertThat(info.generation()).isEqualTo(1);
		assertThat(info.identity().lineage()).isEqualTo(this.node.log.lineage());
		assertThat(info.identity().start()).isEqualTo(this.node.log.start());
		assertThat(info.identity().newest().mark()).isEqualTo(this.node.log.durableEnd());
	}

	@Test
	void theExportIsTheBaseByteForByte() throws Exception {
		write();
		ByteArrayOutputStream exported = new ByteArrayOutputStream();
		long[] expected = new long[1];
		long bytes = await(this.node.primary.export(Export.whole(1), new FrameSource.Sink() {

			@Override
			public void expect(long from, long total, String sha256) {
				assertThat(from).isZero();
				assertThat(sha256).isEqualTo(PullTest.this.node.baseSha256());
				expected[0] = total;
			}

			@Override
			public void accept(ByteBuffer bytes) {
				exported.write(bytes.array(), bytes.position(), bytes.remaining());
			}

		}));
		assertThat(exported.toByteArray()).isEqualTo(Files.readAllBytes(this.node.directory.resolve("app.db-log/1/base.db")));
		assertThat(bytes).isEqualTo(expected[0]).isEqualTo(exported.size());
		assertThatThrownBy(() -> await(this.node.primary.export(Export.whole(2), (more) -> {
		}))).hasCauseInstanceOf(SourceException.class);
	}

	private Pulled pull(Mark after, Duration hold) throws Exception {
		return await(this.node.primary.pull(this.node.pull(after, hold)));
	}

	private void write() throws Exception {
		Frames frames = this.writer.commit("INSERT INTO note (text) VALUES ('a row')");
		await(this.node.primary.append(
				this.node.append(new CommitId(this.origin, ++this.serial), this.node.log.durableEnd(), frames)));
	}

}
