package dev.frameline.primary;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.database.Lane;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Resolved;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
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
	void anOlderFenceIsTurnedDown() throws Exception {
		Append first = append(this.id, this.node.start(), INCREMENT);
		Fence fence = new Fence(1, 7);
		Appended.Accepted accepted = (Appended.Accepted) await(this.node.primary
			.append(new Append(first.lineage(), first.id(), fence, first.expected(), first.frames())));
		Append older = append(new CommitId(UUID.randomUUID(), 1), accepted.end(), INCREMENT);
		assertThat(await(this.node.primary.append(older))).isEqualTo(new Appended.Fenced(fence));
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
