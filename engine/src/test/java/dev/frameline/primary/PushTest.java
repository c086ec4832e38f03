package dev.frameline.primary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Lane;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.JoinedFrames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.WalHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Pushes as libSQL clients make them: frames with the client's own salt and chain, and no identity. */
class PushTest {

	private static final String ROW = "INSERT INTO note (text) VALUES ('a row')";

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

	@Test
	void aPushIsTakenIntoTheLogsOwnChain() throws Exception {
		Frames frames = this.client.commit(ROW);
		assertThat(push(1, frames, null)).isEqualTo(new Pushed.Ok(1, frames.count(), null));
		assertThat(notes()).isEqualTo("1");
		byte[] first = new byte[Frame.SIZE];
		this.node.log.range(Position.base(1), 1000).read(0, 1, first, 0);
		assertThat(Frame.salt(first, 0)).isEqualTo(this.node.log.start().salt());
		assertThat(this.node.database.position()).isEqualTo(this.node.log.durableEnd());
	}

	@Test
	void theSameBytesAgainAreAcceptedWithTheEndOfThatPush() throws Exception {
		Frames first = this.client.commit(ROW);
		Frames second = this.client.commit(ROW);
		push(1, first, null);
		push(1 + first.count(), second, null);
		assertThat(push(1, first, null)).isEqualTo(new Pushed.Ok(1, first.count(), null));
		assertThat(push(1, inAnotherWal(first), null)).isEqualTo(new Pushed.Ok(1, first.count(), null));
		assertThat(notes()).isEqualTo("2");
	}

	@Test
	void aPushThatRepeatsSomeAndBringsMoreIsTakenFromThereOn() throws Exception {
		Frames first = this.client.commit(ROW);
		Frames second = this.client.commit(ROW);
		push(1, first, null);
		Frames both = JoinedFrames.of(first, second);
		assertThat(push(1, both, null)).isEqualTo(new Pushed.Ok(1, both.count(), null));
		assertThat(notes()).isEqualTo("2");
	}

	@Test
	void otherBytesConflict() throws Exception {
		Frames ours = this.client.commit(ROW);
		push(1, ours, null);
		try (SqliteSource other = this.node.client("other")) {
			Frames theirs = other.commit("INSERT INTO note (text) VALUES ('another row')");
			assertThat(push(1, theirs, null)).isEqualTo(new Pushed.Conflict(1, ours.count()));
		}
		assertThat(notes()).isEqualTo("1");
	}

	@Test
	void aStaleGenerationConflicts() throws Exception {
		Frames frames = this.client.commit(ROW);
		assertThat(await(this.node.primary.push(new Push(2, 1, 1 + frames.count(), null, frames))))
			.isEqualTo(new Pushed.Conflict(1, 0));
	}

	@Test
	void aPushBeyondTheEndIsToldWhereTheEndIs() throws Exception {
		Frames frames = this.client.commit(ROW);
		push(1, frames, null);
		assertThat(push(frames.count() + 5, this.client.commit(ROW), null))
			.isEqualTo(new Pushed.Ok(1, frames.count(), null));
		assertThat(notes()).isEqualTo("1");
	}

	@Test
	void severalTransactionsInOnePushAreSeveralCommitsOfTheLog() throws Exception {
		Frames first = this.client.commit(ROW);
		Frames second = longTransaction();
		push(1, JoinedFrames.of(first, second), null);
		Pulled.Batch batch = (Pulled.Batch) await(
				this.node.primary.pull(new Pull(null, Mark.of(1, 0, null), first.count() + 1, Duration.ZERO)));
		assertThat(batch.frames().count()).isEqualTo(first.count());
		assertThat(notes()).isEqualTo("101");
	}

	@Test
	void aLongTransactionIsHiddenUntilItsCommitFrameCame() throws Exception {
		Frames frames = longTransaction();
		String baton = null;
		for (int at = 0; at < frames.count(); at += 10) {
			int end = Math.min(at + 10, frames.count());
			assertThat(notes()).isEqualTo("0");
			assertThat(this.node.log.durableEnd().position().frame()).isZero();
			Pushed.Ok ok = (Pushed.Ok) push(at + 1, frames.slice(at, end), baton);
			assertThat(ok.maxFrame()).isEqualTo(end);
			assertThat(ok.baton() == null).isEqualTo(end == frames.count());
			baton = ok.baton();
		}
		assertThat(notes()).isEqualTo("100");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void aClientThatSendsNoBatonIsKnownByItsWal() throws Exception {
		Frames frames = longTransaction();
		push(1, frames.slice(0, 10), null);
		push(11, frames.slice(10, frames.count()), null);
		assertThat(notes()).isEqualTo("100");
	}

	@Test
	void aBatchThatIsRepeatedInTheMiddleCountsOnce() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 10), null)).baton();
		push(11, frames.slice(10, 20), baton);
		assertThat(push(11, frames.slice(10, 20), baton)).isEqualTo(new Pushed.Ok(1, 20, baton));
		push(21, frames.slice(20, frames.count()), baton);
		assertThat(notes()).isEqualTo("100");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void aBatonKeepsItsTurnWhileBatchesComeAndOthersWait() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 10), null)).baton();
		try (SqliteSource other = this.node.client("other"); SqliteSource replica = this.node.client("replica")) {
			CompletionStage<Pushed> pushing = this.node.primary.push(request(1, other.commit(ROW), null));
			Append append = this.node.append(new CommitId(UUID.randomUUID(), 1), this.node.start(), replica.commit(ROW));
			CompletionStage<Appended> appending = this.node.primary.append(append);
			push(11, frames.slice(10, frames.count()), baton);
			assertThat(await(pushing)).isEqualTo(new Pushed.Conflict(1, frames.count()));
			assertThat(await(appending)).isInstanceOf(Appended.Conflict.class);
		}
		assertThat(notes()).isEqualTo("100");
	}

	@Test
	void whenNoBatchComesWhatWasCollectedIsDroppedAndOthersGetTheirTurn() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 10), null)).baton();
		this.node.tasks.passTime();
		try (SqliteSource other = this.node.client("other")) {
			Frames row = other.commit(ROW);
			assertThat(push(1, row, null)).isEqualTo(new Pushed.Ok(1, row.count(), null));
			assertThat(push(11, frames.slice(10, 20), baton)).isEqualTo(new Pushed.Ok(1, row.count(), null));
		}
		assertThat(notes()).isEqualTo("1");
		assertThat(this.node.tasks.delays()).isZero();
	}

	@Test
	void aClientThatBeginsItsTransactionAnewHasItsTurnStill() throws Exception {
		Frames frames = longTransaction();
		push(1, frames.slice(0, 10), null);
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 5), null)).baton();
		push(6, frames.slice(5, frames.count()), baton);
		assertThat(notes()).isEqualTo("100");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void batchesOfTwoClientsAreNeverMixed() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 10), null)).baton();
		Frames theirs = inAnotherWal(frames.slice(10, frames.count()));
		CompletionStage<Pushed> otherWal = this.node.primary.push(request(11, theirs, null));
		CompletionStage<Pushed> otherBaton = this.node.primary.push(request(11, theirs, "another-baton"));
		push(11, frames.slice(10, frames.count()), baton);
		assertThat(await(otherWal)).isEqualTo(new Pushed.Conflict(1, frames.count()));
		assertThat(await(otherBaton)).isEqualTo(new Pushed.Conflict(1, frames.count()));
		assertThat(notes()).isEqualTo("100");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void aClientThatWasOvertakenConflictsWhereverItGoesOn() throws Exception {
		Frames frames = longTransaction();
		String baton = ((Pushed.Ok) push(1, frames.slice(0, 10), null)).baton();
		this.node.tasks.passTime();
		try (SqliteSource other = this.node.client("other")) {
			int rows = 0;
			for (int end = 0; end < 10; rows++) {
				Frames row = other.commit(ROW);
				push(end + 1, row, null);
				end += row.count();
				for (int at = 1; at <= end + 1; at++) {
					assertThat(push(at, frames.slice(at - 1, frames.count()), baton)).isEqualTo(new Pushed.Conflict(1, end));
				}
			}
			assertThat(notes()).isEqualTo(String.valueOf(rows));
		}
	}

	@Test
	void aClientMayHavePulledWhatIsBeforeItsPush() throws Exception {
		Frames first = this.client.commit(ROW);
		Frames second = longTransaction();
		push(1, first, null);
		WalHeader header = new WalHeader(17, 42);
		Frames pulledAndWritten = StampedFrames.stamp(JoinedFrames.of(first, second), header.salt(), header.checksum());
		assertThat(push(first.count() + 1, pulledAndWritten.slice(first.count(), pulledAndWritten.count()), null))
			.isInstanceOf(Pushed.Ok.class);
		assertThat(notes()).isEqualTo("101");
	}

	@Test
	void aClientWhoseWalWasBegunAnewHasLostCount() throws Exception {
		push(1, this.client.commit(ROW), null);
		long end = this.node.log.durableEnd().position().frame();
		this.client.checkpoint();
		Frames begun = longTransaction();
		assertThat(push(end + 1, begun.slice((int) end, begun.count()), null)).isEqualTo(new Pushed.Conflict(1, end));
		assertThat(notes()).isEqualTo("1");
	}

	@Test
	void whatChangedOnItsWayIsMalformedAndMayComeAgain() throws Exception {
		Frames frames = longTransaction();
		byte[] changed = bytes(frames);
		changed[20 * Frame.SIZE + 1000] ^= 1;
		assertThat(push(1, Frames.of(changed), null)).isInstanceOf(Pushed.Malformed.class);
		assertThat(push(1, frames, null)).isInstanceOf(Pushed.Ok.class);
	}

	@Test
	void aTransactionMayEndAndTheNextBeginInOneBatch() throws Exception {
		Frames all = JoinedFrames.of(longTransaction(), longTransaction());
		String baton = ((Pushed.Ok) push(1, all.slice(0, 10), null)).baton();
		Pushed.Ok middle = (Pushed.Ok) push(11, all.slice(10, all.count() - 5), baton);
		assertThat(middle.maxFrame()).isEqualTo(all.count() - 5);
		assertThat(notes()).isEqualTo("100");
		assertThat(push(all.count() - 4, all.slice(all.count() - 5, all.count()), middle.baton()))
			.isEqualTo(new Pushed.Ok(1, all.count(), null));
		assertThat(notes()).isEqualTo("200");
		assertThat(this.node.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void theSpoolIsGoneAfterwards() throws Exception {
		push(1, longTransaction().slice(0, 10), null);
		Path spool = this.node.directory.resolve("app.db-push");
		assertThat(spool).exists();
		this.node.restart(() -> assertThat(spool).doesNotExist());
	}

	@Test
	void framesThatNoDatabaseCouldBeMadeOfAreMalformed() throws Exception {
		byte[] page0 = bytes(this.client.commit(ROW));
		page0[3] = 0;
		assertThat(push(1, inAnotherWal(Frames.of(page0)), null)).isInstanceOf(Pushed.Malformed.class);
		Frames row = Frames.of(bytes(this.client.commit(ROW)));
		assertThat(await(this.node.primary.push(new Push(1, 1, 9, null, row)))).isInstanceOf(Pushed.Malformed.class);
		assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
	}

	@Test
	void aPageThatComesTwiceIsMalformedUnlessTheCommitFrameRepeatsIt() throws Exception {
		Frames frames = longTransaction();
		byte[] twice = bytes(frames);
		System.arraycopy(twice, 0, twice, Frame.SIZE, 4);
		assertThat(push(1, inAnotherWal(Frames.of(twice)), null)).isInstanceOf(Pushed.Malformed.class);
		byte[] row = bytes(this.node.client("fresh").commit(ROW));
		byte[] repeated = new byte[row.length + Frame.SIZE];
		System.arraycopy(row, row.length - Frame.SIZE, repeated, 0, Frame.SIZE);
		System.arraycopy(row, 0, repeated, Frame.SIZE, row.length);
		System.arraycopy(new byte[4], 0, repeated, 4, 4);
		assertThat(push(1, inAnotherWal(Frames.of(repeated)), null)).isInstanceOf(Pushed.Ok.class);
	}

	@Test
	void whoGetsNoTurnIsToldToComeAgainAndNeverAConflict() throws Exception {
		Frames frames = this.client.commit(ROW);
		try (Lane.Turn turn = this.node.turn()) {
			CompletionStage<Pushed> waiting = this.node.primary.push(new Push(1, 1, 1 + frames.count(), null, frames));
			await().until(() -> this.node.tasks.delays() == 1);
			this.node.tasks.passTime();
			assertThat(await(waiting)).isInstanceOf(Pushed.Busy.class);
		}
	}

	private Pushed push(long start, Frames frames, String baton) throws Exception {
		return await(this.node.primary.push(request(start, frames, baton)));
	}

	private static Push request(long start, Frames frames, String baton) {
		return new Push(1, start, start + frames.count(), baton, frames);
	}

	private Frames longTransaction() throws Exception {
		return longTransaction(this.client);
	}

	private static Frames longTransaction(SqliteSource client) throws Exception {
		Frames frames = client.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
				+ " INSERT INTO note (text) SELECT hex(randomblob(1000)) FROM n");
		assertThat(frames.count()).isGreaterThan(40);
		return frames;
	}

	private String notes() throws Exception {
		return this.node.read("SELECT count(*) FROM note");
	}

	private static byte[] bytes(Frames frames) throws Exception {
		byte[] bytes = new byte[frames.count() * Frame.SIZE];
		frames.read(0, frames.count(), bytes, 0);
		return bytes;
	}

	/** As the same frames stand at the beginning of another client's WAL. */
	private static Frames inAnotherWal(Frames frames) throws Exception {
		WalHeader header = new WalHeader(0, 42);
		return StampedFrames.stamp(frames, header.salt(), header.checksum());
	}

}
