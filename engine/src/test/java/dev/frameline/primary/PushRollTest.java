package dev.frameline.primary;

import java.nio.file.Path;
import java.time.Duration;

import dev.frameline.FramelineException;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.log.disk.Retention;
import dev.frameline.wal.Frame;
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

/** Rolls under libSQL clients, which can push nothing into another generation than the one they began in. */
class PushRollTest {

	private static final String ROW = "INSERT INTO note (text) VALUES ('a row')";

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private static final Duration NEARLY = Rolls.QUIET.minusSeconds(10);

	private PrimaryFixture node;

	private SqliteSource client;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.client = this.node.client("client");
	}

	@AfterEach
	void close() throws Exception {
		this.client.close();
		this.node.close();
	}

	// -- in the middle of a transaction

	@Test
	void aGenerationDoesNotEndInTheMiddleOfAPushedTransaction() throws Exception {
		push(1, 1, this.client.commit(ROW), null);
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, 2, frames.slice(0, 10), null)).baton();
		assertThatThrownBy(() -> await(this.node.primary.roll())).hasCauseInstanceOf(FramelineException.class)
			.hasMessageContaining("'notes'")
			.hasMessageContaining("in the middle of pushing a transaction");
		assertThat(this.node.log.start().generation()).isEqualTo(1);
		assertThat(push(1, 12, frames.slice(10, frames.count()), baton)).isInstanceOf(Pushed.Ok.class);
		assertThat(await(this.node.primary.roll()).generation()).isEqualTo(2);
		assertThat(notes()).isEqualTo("101");
	}

	@Test
	void whoLeftInTheMiddleIsWaitedForAMinute() throws Exception {
		push(1, 1, this.client.commit(ROW), null);
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, 2, frames.slice(0, 10), null)).baton();
		this.node.pass(NEARLY);
		assertThatThrownBy(() -> await(this.node.primary.roll())).hasMessageContaining("in the middle");
		this.node.pass(Duration.ofSeconds(11));
		assertThat(await(this.node.primary.roll()).generation()).isEqualTo(2);
		assertThat(push(1, 12, frames.slice(10, frames.count()), baton)).isEqualTo(new Pushed.Conflict(2, 0));
		assertThat(notes()).isEqualTo("1");
	}

	@Test
	void aTransactionThatBecameVoidDoesNotKeepTheGenerationOpen() throws Exception {
		push(1, 1, longTransaction().slice(0, 10), null);
		this.node.tasks.passTime();
		this.node.write(INCREMENT);
		assertThat(await(this.node.primary.roll()).generation()).isEqualTo(2);
	}

	@Test
	void whatWasCollectedInOneGenerationIsNotContinuedInTheNext() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, 1, frames.slice(0, 10), null)).baton();
		this.node.tasks.passTime();
		this.node.write(INCREMENT);
		this.node.pass(Rolls.QUIET);
		await(this.node.primary.roll());
		assertThat(push(2, 11, frames.slice(10, frames.count()), baton)).isEqualTo(new Pushed.Ok(2, 0, null));
		assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
		assertThat(notes()).isEqualTo("0");
	}

	// -- after the end

	@Test
	void whatTheEndedGenerationHoldsIsOkAgainAndAllElseAConflict() throws Exception {
		Frames first = this.client.commit(ROW);
		push(1, 1, first, null);
		Frames second = this.client.commit(ROW);
		push(1, 1 + first.count(), second, null);
		await(this.node.primary.roll());
		Frames third = this.client.commit(ROW);
		this.node.write(INCREMENT);
		assertThat(push(1, 1, first, null)).isEqualTo(new Pushed.Ok(1, first.count(), null));
		assertThat(push(1, 1 + first.count(), second, null))
			.isEqualTo(new Pushed.Ok(1, first.count() + second.count(), null));
		assertThat(push(1, 1 + first.count() + second.count(), third, null)).isEqualTo(new Pushed.Conflict(2, 1));
		assertThat(push(1, 1 + first.count(), third, null)).isEqualTo(new Pushed.Conflict(2, 1));
		assertThat(notes()).isEqualTo("2");
	}

	@Test
	void aGenerationThatIsGoneIsAConflict() throws Exception {
		Frames first = this.client.commit(ROW);
		push(1, 1, first, null);
		await(this.node.primary.roll());
		await(this.node.log.tidy(new Retention(0, Duration.ZERO)));
		assertThat(push(1, 1, first, null)).isEqualTo(new Pushed.Conflict(2, 0));
	}

	@Test
	void whoFoldsItsWalGoesOnInTheNextGeneration() throws Exception {
		Frames first = this.client.commit(ROW);
		push(1, 1, first, null);
		await(this.node.primary.roll());
		this.client.checkpoint();
		Frames second = this.client.commit(ROW);
		assertThat(push(2, 1, second, null)).isEqualTo(new Pushed.Ok(2, second.count(), null));
		assertThat(notes()).isEqualTo("2");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	// -- by itself

	@Test
	void byItselfAGenerationEndsAMinuteAfterTheLastPush() throws Exception {
		rollsAtAnyLength();
		push(1, 1, this.client.commit(ROW), null);
		assertThat(this.node.tasks.delays()).isEqualTo(1);
		this.node.pass(NEARLY);
		push(1, 2, this.client.commit(ROW), null);
		this.node.pass(NEARLY);
		passDelays();
		assertThat(this.node.log.start().generation()).isEqualTo(1);
		this.node.pass(Rolls.QUIET);
		this.node.tasks.passTime();
		await().until(() -> this.node.log.start().generation() == 2);
	}

	@Test
	void aClientThatPushesAllTheTimeDoesNotKeepAGenerationOpenForEver() throws Exception {
		rollsAtAnyLength();
		int frame = 1;
		for (Duration passed = Duration.ZERO; passed.compareTo(Rolls.PATIENCE) < 0; passed = passed.plus(NEARLY)) {
			assertThat(this.node.log.start().generation()).as("after " + passed).isEqualTo(1);
			push(1, frame++, this.client.commit(ROW), null);
			this.node.pass(NEARLY);
			if (passed.plus(NEARLY).compareTo(Rolls.PATIENCE) < 0) {
				passDelays();
			}
		}
		this.node.tasks.passTime();
		await().until(() -> this.node.log.start().generation() == 2);
	}

	@Test
	void aGenerationThatHasJustBegunDoesNotEndBecauseTheOneBeforeWasDue() throws Exception {
		this.node.rolls = new RollSettings(0.0001, 3 * Frame.SIZE, this.node.rolls.retention());
		restart();
		push(1, 1, this.client.commit(ROW), null);
		push(1, 2, this.client.commit(ROW), null);
		push(1, 3, this.client.commit(ROW), null);
		await(this.node.primary.roll());
		this.node.write(INCREMENT);
		await(this.node.log.tidy(this.node.rolls.retention()));
		this.node.pass(Rolls.QUIET);
		passDelays();
		assertThat(this.node.log.durableEnd().position().frame()).isEqualTo(1);
		this.node.write(INCREMENT);
		this.node.write(INCREMENT);
		await().until(() -> this.node.log.start().generation() == 3);
	}

	@Test
	void aNodeThatIsClosedRollsNoMore() throws Exception {
		rollsAtAnyLength();
		push(1, 1, this.client.commit(ROW), null);
		this.node.restart(() -> {
			this.node.pass(Rolls.QUIET);
			passDelays();
			assertThat(this.node.log.start().generation()).isEqualTo(1);
		});
	}

	/** And what they set off has been done. */
	private void passDelays() throws Exception {
		this.node.tasks.passTime();
		this.node.tasks.settle();
	}

	private void rollsAtAnyLength() throws Exception {
		this.node.rolls = new RollSettings(0.0001, 1, this.node.rolls.retention());
		restart();
	}

	private void restart() throws Exception {
		this.node.restart(() -> {
		});
	}

	private Pushed push(long generation, long start, Frames frames, String baton) throws Exception {
		return await(this.node.primary.push(new Push(generation, start, start + frames.count(), baton, frames)));
	}

	private Frames longTransaction() throws Exception {
		Frames frames = this.client.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
				+ " INSERT INTO note (text) SELECT hex(randomblob(1000)) FROM n");
		assertThat(frames.count()).isGreaterThan(40);
		return frames;
	}

	private String notes() throws Exception {
		return this.node.read("SELECT count(*) FROM note");
	}

}
