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

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Lane;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.log.disk.Retention;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A generation ends and the next one begins, under those who write and follow. */
class RollTest {

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private static final String COUNT = "SELECT n FROM counter";

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Retention ALL = new Retention(Integer.MAX_VALUE, Duration.ZERO);

	private static final Retention NONE = new Retention(0, Duration.ZERO);

	private final UUID origin = UUID.randomUUID();

	private PrimaryFixture node;

	private SqliteSource replica;

	private long serial;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.replica = this.node.client("replica");
	}

	@AfterEach
	void close() throws Exception {
		this.replica.close();
		this.node.close();
	}

	// -- writers

	@Test
	void theFileCrossesWithTheLog() throws Exception {
		this.node.write(INCREMENT);
		GenerationStart next = await(this.node.primary.roll());
		assertThat(next.generation()).isEqualTo(2);
		assertThat(this.node.database.position()).isEqualTo(next.mark());
		assertThat(this.node.database.identity()).isEqualTo(this.node.identity());
		this.node.write(INCREMENT);
		assertThat(this.node.log.durableEnd().position()).isEqualTo(new Position(2, 1));
		assertThat(this.node.read(COUNT)).isEqualTo("2");
	}

	@Test
	void aGenerationWithoutFramesGoesOn() throws Exception {
		assertThat(await(this.node.primary.roll())).isEqualTo(this.node.log.start());
		assertThat(this.node.log.start().generation()).isEqualTo(1);
	}

	@Test
	void aTransactionThatMeetsNothingButTheEndOfItsGenerationMayComeAgain() throws Exception {
		append(INCREMENT);
		Mark end = this.node.log.durableEnd();
		Frames frames = this.replica.commit(INCREMENT);
		CommitId id = nextId();
		Append early = this.node.append(id, end, frames);
		GenerationStart next = await(this.node.primary.roll());
		assertThat(append(early)).isEqualTo(new Appended.Rolled(next));
		assertThat(append(early)).as("the same again").isEqualTo(new Appended.Rolled(next));
		Append again = this.node.append(id, next.mark(), frames);
		Appended.Accepted accepted = (Appended.Accepted) append(again);
		assertThat(accepted.end().position()).isEqualTo(new Position(2, frames.count()));
		assertThat(append(again)).as("its answer was lost").isEqualTo(accepted);
		assertThat(append(early)).as("a late copy").isEqualTo(accepted);
		assertThat(this.node.read(COUNT)).isEqualTo("2");
	}

	@Test
	void aTransactionThatLacksACommitConflictsAcrossTheEnd() throws Exception {
		Mark start = this.node.start();
		Append late = this.node.append(nextId(), start, this.replica.commit(INCREMENT));
		this.node.write(INCREMENT);
		await(this.node.primary.roll());
		assertThat(append(late)).isEqualTo(new Appended.Conflict(this.node.log.durableEnd()));
	}

	@Test
	void aTransactionThatComesAfterTheNextGenerationsFirstConflicts() throws Exception {
		append(INCREMENT);
		Append late = this.node.append(nextId(), this.node.log.durableEnd(), this.replica.commit(INCREMENT));
		await(this.node.primary.roll());
		this.node.write(INCREMENT);
		assertThat(append(late)).isEqualTo(new Appended.Conflict(this.node.log.durableEnd()));
	}

	@Test
	void aCommitOfAGenerationThatIsGoneIsStillAcceptedAgainAndSettled() throws Exception {
		Append first = append(INCREMENT);
		Appended accepted = append(first);
		rollAndForget();
		assertThat(append(first)).isEqualTo(accepted);
		assertThat(await(this.node.primary.resolve(this.node.log.lineage(), first.id())))
			.isEqualTo(new Resolved.Held(((Appended.Accepted) accepted).end()));
	}

	@Test
	void aTransactionFromAGenerationThatIsGoneConflicts() throws Exception {
		append(INCREMENT);
		Append late = this.node.append(nextId(), this.node.log.durableEnd(), this.replica.commit(INCREMENT));
		rollAndForget();
		assertThat(append(late)).isEqualTo(new Appended.Conflict(this.node.log.durableEnd()));
	}

	@Test
	void whoGetsNoTurnToRollIsTold() throws Exception {
		this.node.write(INCREMENT);
		try (Lane.Turn turn = this.node.turn()) {
			int before = this.node.tasks.delays();
			CompletionStage<GenerationStart> rolled = this.node.primary.roll();
			await().until(() -> this.node.tasks.delays() > before);
			this.node.tasks.passTime();
			assertThatThrownBy(() -> await(rolled)).hasCauseInstanceOf(FramelineException.class)
				.hasMessageContaining("no turn in the writer lane came within 5 s");
		}
		assertThat(this.node.log.start().generation()).isEqualTo(1);
		assertThat(await(this.node.primary.roll()).generation()).isEqualTo(2);
	}

	// -- by itself

	@Test
	void aGenerationEndsByItselfOnceItIsLongEnough() throws Exception {
		rollsAt(0.0001, 5 * Frame.SIZE);
		for (int frames = 1; frames < 5; frames++) {
			this.node.write(INCREMENT);
		}
		assertThat(this.node.log.durableEnd().position()).isEqualTo(new Position(1, 4));
		assertThat(this.node.log.start().generation()).isEqualTo(1);
		this.node.write(INCREMENT);
		await().until(() -> this.node.log.start().generation() == 2);
	}

	@Test
	void aGenerationEndsByItselfOnceItIsLongComparedWithItsBase() throws Exception {
		long base = Files.size(this.node.base);
		rollsAt(2, 1);
		long frames = 2 * base / Frame.SIZE;
		for (int i = 0; i < frames; i++) {
			this.node.write(INCREMENT);
		}
		assertThat(this.node.log.durableEnd().position()).isEqualTo(new Position(1, frames));
		assertThat(this.node.log.start().generation()).isEqualTo(1);
		this.node.write(INCREMENT);
		await().until(() -> this.node.log.start().generation() == 2);
	}

	@Test
	void aGenerationThatGrewLongWhileItsBaseWasMissingEndsOnceItIsComplete(@TempDir Path directory) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (PrimaryFixture faulty = new PrimaryFixture(directory, disk)) {
			faulty.rolls = new RollSettings(0.0001, 3 * Frame.SIZE, ALL);
			faulty.restart(() -> {
			});
			disk.fail("create base.db.new");
			for (int i = 0; i < 7; i++) {
				faulty.write(INCREMENT);
			}
			await().until(() -> faulty.log.start().generation() == 2);
			faulty.tasks.settle();
			for (int i = 0; i < 7; i++) {
				faulty.write(INCREMENT);
			}
			faulty.tasks.settle();
			assertThat(faulty.log.start().generation()).isEqualTo(2);
			disk.heal();
			faulty.tasks.passTime();
			await().until(() -> faulty.log.start().generation() == 3);
		}
	}

	@Test
	void basesAreBuiltAndOldGenerationsDeletedBesideTheTraffic() throws Exception {
		rollsAt(0.0001, 2 * Frame.SIZE, new Retention(1, Duration.ZERO));
		for (int i = 0; i < 20; i++) {
			this.node.write(INCREMENT);
		}
		await().until(() -> this.node.log.newestWithBase().equals(this.node.log.start()));
		await().until(() -> this.node.log.oldest() == this.node.log.start().generation() - 1);
		assertThat(this.node.log.start().generation()).isGreaterThan(2);
		assertThat(this.node.read(COUNT)).isEqualTo("20");
	}

	@Test
	void whatTheLastRunLeftToDoIsDoneAtTheStart() throws Exception {
		this.node.write(INCREMENT);
		this.node.rolls = new RollSettings(0.0001, 1, NONE);
		this.node.restart(() -> this.node.log.roll());
		await().until(() -> this.node.log.oldest() == 2);
		assertThat(this.node.log.newestWithBase().generation()).isEqualTo(2);
	}

	// -- followers

	@Test
	void whoStandsAtTheEndIsToldHowTheNextGenerationBegins() throws Exception {
		this.node.write(INCREMENT);
		Mark end = this.node.log.durableEnd();
		await(this.node.primary.roll());
		GenerationStart second = this.node.log.start();
		this.node.write(INCREMENT);
		await(this.node.primary.roll());
		Pulled.Ended ended = (Pulled.Ended) pull(end, Duration.ZERO);
		assertThat(ended.generation()).isEqualTo(3);
		assertThat(ended.next()).isEqualTo(second);
		assertThat(ended.newest().mark()).isEqualTo(this.node.log.durableEnd());
		assertThat(ended.newest().oldestMissing()).isPositive();
		assertThat(pull(second.mark(), Duration.ZERO)).isInstanceOf(Pulled.Batch.class);
	}

	@Test
	void aHeldPullIsAnsweredByARoll() throws Exception {
		this.node.write(INCREMENT);
		CompletionStage<Pulled> held = this.node.primary.pull(this.node.pull(this.node.log.durableEnd(), LONG));
		await().until(() -> this.node.primary.heldPulls() == 1);
		GenerationStart next = await(this.node.primary.roll());
		assertThat(((Pulled.Ended) await(held)).next()).isEqualTo(next);
	}

	@Test
	void whoStandsInAGenerationThatIsGoneIsToldSo() throws Exception {
		this.node.write(INCREMENT);
		this.node.write(INCREMENT);
		Mark end = this.node.log.durableEnd();
		rollAndForget();
		assertThat(pull(end, LONG)).isInstanceOf(Pulled.Gone.class);
		assertThat(pull(Mark.of(1, 1, null), LONG)).isInstanceOf(Pulled.Gone.class);
		assertThat(await(this.node.primary.pull(new Pull(null, Mark.of(1, 2, null), 100, LONG))))
			.as("a libSQL client")
			.isInstanceOf(Pulled.Gone.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "frames.wal", "commits" })
	void aGenerationThatGoesWhileItIsAskedAboutIsGone(String read, @TempDir Path directory) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (PrimaryFixture faulty = new PrimaryFixture(directory, disk)) {
			faulty.write(INCREMENT);
			Mark behind = faulty.log.durableEnd();
			faulty.write(INCREMENT);
			faulty.write(INCREMENT);
			await(faulty.primary.roll());
			await(faulty.log.tidy(ALL));
			disk.beforeRead(read, (name) -> forget(faulty));
			Pulled pulled = await(faulty.primary.pull(new Pull(faulty.log.lineage(), behind, 1, LONG)));
			assertThat(faulty.log.oldest()).isEqualTo(2);
			assertThat(pulled).isInstanceOf(Pulled.Gone.class);
		}
	}

	private static void forget(PrimaryFixture node) {
		try {
			await(node.log.tidy(NONE));
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void theInfoNamesTheNewestGenerationWithABaseAndTheEndOfTheLog(@TempDir Path directory) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		disk.fail("create base.db.new");
		try (PrimaryFixture faulty = new PrimaryFixture(directory, disk)) {
			faulty.write(INCREMENT);
			await(faulty.primary.roll());
			faulty.write(INCREMENT);
			SourceInfo info = await(faulty.primary.info());
			assertThat(info.generation()).isEqualTo(1);
			assertThat(info.identity().start()).isEqualTo(faulty.log.start(1));
			assertThat(info.identity().newest().mark().position()).isEqualTo(new Position(2, 1));
			// The attempt that fails may be under way still: what is put off is put off then
			faulty.tasks.settle();
			disk.heal();
			faulty.tasks.passTime();
			await().untilAsserted(() -> assertThat(await(faulty.primary.info()).generation()).isEqualTo(2));
		}
	}

	@Test
	void aBaseThatIsBeingSentIsSentToItsEnd() throws Exception {
		this.node.write("INSERT INTO note (text) VALUES (hex(randomblob(300000)))");
		rollAndForget();
		byte[] whole = Files.readAllBytes(this.node.directory.resolve("app.db-log/2/base.db"));
		ByteArrayOutputStream sent = new ByteArrayOutputStream();
		List<Long> oldest = new ArrayList<>();
		await(this.node.primary.export(Export.whole(2), (bytes) -> {
			if (sent.size() == 0) {
				oldest.add(rollWhileSending());
			}
			sent.write(bytes.array(), bytes.position(), bytes.remaining());
		}));
		assertThat(sent.toByteArray()).isEqualTo(whole);
		assertThat(oldest).containsExactly(2L);
		await(this.node.log.tidy(NONE));
		assertThat(this.node.log.oldest()).isEqualTo(3);
		assertThatThrownBy(() -> await(this.node.primary.export(Export.whole(2), (bytes) -> {
		}))).hasCauseInstanceOf(SourceException.class).hasMessageContaining("the base of generation 2 is not kept");
	}

	private long rollWhileSending() {
		try {
			this.node.write(INCREMENT);
			await(this.node.primary.roll());
			await(this.node.log.tidy(NONE));
			return this.node.log.oldest();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private void rollsAt(double ratio, long least) throws Exception {
		rollsAt(ratio, least, ALL);
	}

	private void rollsAt(double ratio, long least, Retention retention) throws Exception {
		this.node.rolls = new RollSettings(ratio, least, retention);
		this.node.restart(() -> {
		});
	}

	/** Ends the generation, and has all before the next one deleted. */
	private void rollAndForget() throws Exception {
		await(this.node.primary.roll());
		await(this.node.log.tidy(NONE));
		assertThat(this.node.log.oldest()).isEqualTo(this.node.log.start().generation());
	}

	private CommitId nextId() {
		return new CommitId(this.origin, ++this.serial);
	}

	private Append append(String sql) throws Exception {
		Append append = this.node.append(nextId(), this.node.log.durableEnd(), this.replica.commit(sql));
		assertThat(append(append)).isInstanceOf(Appended.Accepted.class);
		return append;
	}

	private Appended append(Append append) throws Exception {
		return await(this.node.primary.append(append));
	}

	private Pulled pull(Mark after, Duration hold) throws Exception {
		return await(this.node.primary.pull(this.node.pull(after, hold)));
	}

}
