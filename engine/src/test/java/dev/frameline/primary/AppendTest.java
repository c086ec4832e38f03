package dev.frameline.primary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.database.Lane;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Resolved;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.JoinedFrames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class AppendTest {

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private final CommitId id = new CommitId(UUID.randomUUID(), 1);

	private PrimaryFixture node;

	private SqliteSource writer;

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
	void anAcceptedTransactionIsInTheLogAndInThePrimarysOwnFile() throws Exception {
		Append append = append(this.id, this.node.start(), INCREMENT);
		Appended.Accepted accepted = (Appended.Accepted) await(this.node.primary.append(append));
		assertThat(accepted.end()).isEqualTo(this.node.log.durableEnd()).isEqualTo(this.node.database.position());
		assertThat(accepted.end().position().frame()).isEqualTo(append.frames().count());
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("1");
	}

	@Test
	void theSameCommitAppendedAgainCountsOnce() throws Exception {
		Append append = append(this.id, this.node.start(), INCREMENT);
		Appended first = await(this.node.primary.append(append));
		Appended more = await(this.node.primary
			.append(append(new CommitId(this.id.origin(), 2), ((Appended.Accepted) first).end(), INCREMENT)));
		assertThat(more).isInstanceOf(Appended.Accepted.class);
		assertThat(await(this.node.primary.append(append))).isEqualTo(first);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("2");
	}

	@Test
	void identicalFramesOfAnotherOriginConflict() throws Exception {
		Frames frames = this.writer.commit(INCREMENT);
		Appended first = await(this.node.primary.append(this.node.append(this.id, this.node.start(), frames)));
		CommitId other = new CommitId(UUID.randomUUID(), 1);
		Appended second = await(this.node.primary.append(this.node.append(other, this.node.start(), frames)));
		assertThat(second).isEqualTo(new Appended.Conflict(((Appended.Accepted) first).end()));
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("1");
	}

	@Test
	void aFrameThatWasChangedOnItsWayIsRefused() throws Exception {
		Append append = append(this.id, this.node.start(), INCREMENT);
		byte[] bytes = new byte[append.frames().count() * Frame.SIZE];
		append.frames().read(0, append.frames().count(), bytes, 0);
		bytes[Frame.HEADER_SIZE + 2000] ^= 1;
		Append changed = new Append(append.lineage(), append.id(), append.fence(), append.expected(), Frames.of(bytes));
		assertThat(await(this.node.primary.append(changed))).isInstanceOf(Appended.Refused.class);
		assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
		assertThat(await(this.node.primary.append(append))).isInstanceOf(Appended.Accepted.class);
	}

	@Test
	void severalTransactionsAreAppendedAtOnceAndCountOnce() throws Exception {
		UUID origin = this.id.origin();
		Append several = several(new CommitId(origin, 3), this.node.start(), 3);
		Appended first = await(this.node.primary.append(several));
		assertThat(first).isInstanceOf(Appended.Accepted.class);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("3");
		assertThat(await(this.node.primary.append(several))).isEqualTo(first);
		for (long serial = 1; serial <= 3; serial++) {
			assertThat(this.node.log.find(new CommitId(origin, serial))).isPresent();
		}
		Mark end = ((Appended.Accepted) first).end();
		assertThat(await(this.node.primary.append(several(new CommitId(origin, 5), end, 2))))
			.isInstanceOf(Appended.Accepted.class);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("5");
	}

	@Test
	void severalTransactionsOfWhichOneIsKnownAreRefused() throws Exception {
		UUID origin = this.id.origin();
		Mark end = ((Appended.Accepted) await(this.node.primary.append(append(this.id, this.node.start(), INCREMENT))))
			.end();
		assertThat(await(this.node.primary.append(several(new CommitId(origin, 3), end, 3))))
			.isEqualTo(new Appended.Refused("Expected 3 new transactions up to " + origin + "/3, but the log knows " + origin
					+ "/1 already"));
		assertThat(await(this.node.primary.append(several(new CommitId(origin, 2), end, 3))))
			.isInstanceOf(Appended.Refused.class);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("1");
	}

	@Test
	void whoeverIsCalledVoidTakesThoseBeforeItAlong() throws Exception {
		UUID origin = this.id.origin();
		Append several = several(new CommitId(origin, 3), this.node.start(), 3);
		assertThat(await(this.node.primary.resolve(several.lineage(), several.id()))).isInstanceOf(Resolved.Void.class);
		assertThat(await(this.node.primary.append(several))).isInstanceOf(Appended.Conflict.class);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("0");
	}

	private Append several(CommitId last, Mark expected, int count) throws Exception {
		List<Frames> frames = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			frames.add(this.writer.commit(INCREMENT));
		}
		return this.node.append(last, expected, JoinedFrames.of(frames.toArray(Frames[]::new)));
	}

	@Test
	void halfATransactionIsRefused() throws Exception {
		Frames frames = this.writer.commit("INSERT INTO note (text) VALUES ('one')", INCREMENT);
		assertThat(frames.count()).isGreaterThan(1);
		Append half = this.node.append(this.id, this.node.start(), frames.slice(0, frames.count() - 1));
		assertThat(await(this.node.primary.append(half))).isInstanceOf(Appended.Refused.class);
		assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
	}

	@Test
	void anotherDatabaseAnotherBranchAnotherChainAndANodeAheadDiverge() throws Exception {
		Frames frames = this.writer.commit(INCREMENT);
		Lineage ours = this.node.log.lineage();
		Mark start = this.node.start();
		Append good = this.node.append(this.id, start, frames);
		assertDiverged(new Append(new Lineage(UUID.randomUUID(), ours.branch()), this.id, Fence.NONE, start,
				good.frames()), start);
		assertDiverged(new Append(new Lineage(ours.databaseId(), UUID.randomUUID()), this.id, Fence.NONE, start,
				good.frames()), start);
		assertDiverged(this.node.append(this.id, new Mark(start.position(), new Chain(1)), frames), start);
		assertDiverged(this.node.append(this.id, Mark.of(1, 9, start.chain()), frames), start);
		assertThat(await(this.node.primary.append(good))).isInstanceOf(Appended.Accepted.class);
	}

	private void assertDiverged(Append append, Mark ours) throws Exception {
		Appended.Diverged diverged = (Appended.Diverged) await(this.node.primary.append(append));
		assertThat(diverged.divergence().theirs()).isEqualTo(append.lineage());
		assertThat(diverged.divergence().theirMark()).isEqualTo(append.expected());
		assertThat(diverged.divergence().ours()).isEqualTo(this.node.log.lineage());
		assertThat(diverged.divergence().ourMark()).isEqualTo(ours);
	}

	@Test
	void whatWasMadeUnderALeaseThatIsOverIsFencedAndWhatCameBeforeIsStillAccepted() throws Exception {
		Fence fence = acquire(this.id.origin());
		Append before = under(fence, append(this.id, this.node.start(), INCREMENT));
		Appended.Accepted accepted = (Appended.Accepted) await(this.node.primary.append(before));
		await(this.node.primary.release(this.id.origin(), fence));
		Fence newer = acquire(UUID.randomUUID());
		Append late = under(fence, append(new CommitId(this.id.origin(), 2), accepted.end(), INCREMENT));
		assertThat(await(this.node.primary.append(late))).isEqualTo(new Appended.Fenced(newer));
		assertThat(await(this.node.primary.append(before))).isEqualTo(accepted);
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("1");
	}

	@Test
	void aFenceIsNoneInOtherHandsOrAfterARestart() throws Exception {
		Fence fence = acquire(this.id.origin());
		Append append = append(new CommitId(UUID.randomUUID(), 1), this.node.start(), INCREMENT);
		assertThat(await(this.node.primary.append(under(fence, append)))).isEqualTo(new Appended.Fenced(fence));
		this.node.restart(() -> {
		});
		Append own = under(fence, append(this.id, this.node.start(), INCREMENT));
		Appended.Fenced fenced = (Appended.Fenced) await(this.node.primary.append(own));
		assertThat(fenced.current()).isEqualTo(new Fence(2, 0)).isGreaterThan(fence);
		assertThat(acquire(this.id.origin())).isEqualTo(new Fence(2, 1));
	}

	@Test
	void anAppendWithoutAFenceWaitsForALeaseOfItsOwn() throws Exception {
		Fence fence = acquire(this.id.origin());
		CompletionStage<Appended> waiting = this.node.primary.append(append(this.id, this.node.start(), INCREMENT));
		await().until(() -> this.node.tasks.delays() == 2);
		await(this.node.primary.release(this.id.origin(), fence));
		assertThat(await(waiting)).isInstanceOf(Appended.Accepted.class);
		assertThat(acquire(this.id.origin())).isEqualTo(new Fence(1, 3));
	}

	@Test
	void anAppendWithoutAFenceThatGetsNoLeaseInTimeIsToldToComeAgain() throws Exception {
		acquire(this.id.origin());
		CompletionStage<Appended> waiting = this.node.primary.append(append(this.id, this.node.start(), INCREMENT));
		await().until(() -> this.node.tasks.delays() == 2);
		this.node.tasks.passTime();
		assertThat(await(waiting)).isInstanceOf(Appended.Busy.class);
	}

	@Test
	void thePrimarysOwnWritersWaitForTheLeaseLikeAllOthers() throws Exception {
		Fence fence = acquire(this.id.origin());
		Append append = under(fence, append(this.id, this.node.start(), INCREMENT));
		FutureTask<Void> own = new FutureTask<>(() -> {
			this.node.write(INCREMENT);
			return null;
		});
		this.node.executor.execute(own);
		await().until(() -> this.node.tasks.delays() > 0);
		assertThat(await(this.node.primary.append(append))).isInstanceOf(Appended.Accepted.class);
		assertThat(own.isDone()).isFalse();
		await(this.node.primary.release(this.id.origin(), fence));
		own.get();
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("2");
	}

	@Test
	void whoFollowsAnotherHistoryIsGrantedNothing() throws Exception {
		Lineage other = new Lineage(UUID.randomUUID(), this.node.log.lineage().branch());
		Acquire acquire = new Acquire(other, this.id.origin(), this.node.start(), Fence.NONE, Duration.ZERO);
		assertThat(await(this.node.primary.acquire(acquire))).isInstanceOf(Acquired.Diverged.class);
		Acquire ahead = new Acquire(this.node.log.lineage(), this.id.origin(), Mark.of(1, 9, null), Fence.NONE, Duration.ZERO);
		assertThat(await(this.node.primary.acquire(ahead))).isInstanceOf(Acquired.Diverged.class);
	}

	private Fence acquire(UUID origin) throws Exception {
		Acquire acquire = new Acquire(this.node.log.lineage(), origin, this.node.start(), Fence.NONE, Duration.ZERO);
		Acquired answer = await(this.node.primary.acquire(acquire));
		return ((Acquired.Granted) answer).fence();
	}

	private static Append under(Fence fence, Append append) {
		return new Append(append.lineage(), append.id(), fence, append.expected(), append.frames());
	}

	@Test
	void aCommitThatWasResolvedAsVoidCanNeverLand() throws Exception {
		assertThat(await(this.node.primary.resolve(null, this.id))).isInstanceOf(Resolved.Void.class);
		Append late = append(this.id, this.node.start(), INCREMENT);
		assertThat(await(this.node.primary.append(late))).isEqualTo(new Appended.Conflict(this.node.start()));
		this.node.restart(() -> {
		});
		assertThat(await(this.node.primary.append(late))).isEqualTo(new Appended.Conflict(this.node.start()));
		assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("0");
	}

	@Test
	void aCommitThatTheLogHoldsIsResolvedAsHeld() throws Exception {
		Appended.Accepted accepted = (Appended.Accepted) await(
				this.node.primary.append(append(this.id, this.node.start(), INCREMENT)));
		assertThat(await(this.node.primary.resolve(null, this.id))).isEqualTo(new Resolved.Held(accepted.end()));
	}

	@Test
	void whoGetsNoTurnInTimeIsToldToComeAgain() throws Exception {
		Append append = append(this.id, this.node.start(), INCREMENT);
		try (Lane.Turn turn = this.node.turn()) {
			CompletionStage<Appended> waiting = this.node.primary.append(append);
			await().until(() -> this.node.tasks.delays() == 1);
			this.node.tasks.passTime();
			assertThat(await(waiting)).isInstanceOf(Appended.Busy.class);
		}
		assertThat(await(this.node.primary.append(append))).isInstanceOf(Appended.Accepted.class);
	}

	private Append append(CommitId id, Mark expected, String sql) throws Exception {
		return this.node.append(id, expected, this.writer.commit(sql));
	}

}
