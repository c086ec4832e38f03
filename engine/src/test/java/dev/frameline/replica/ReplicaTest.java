package dev.frameline.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.Lineage;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceInfo;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.replica.FollowState.Outcome;
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

class ReplicaTest {

	private static final String COUNT = "SELECT n FROM counter";

	private static final String NOTES = "SELECT count(*) FROM note";

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private static final String LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
			+ " INSERT INTO note (text) SELECT hex(randomblob(1000)) FROM n";

	private PrimaryFixture node;

	private ReplicaFixture replica;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.replica = new ReplicaFixture(this.node, "replica", 1000, false);
	}

	@AfterEach
	void close() throws Exception {
		this.replica.close();
		this.node.close();
	}

	@Test
	void aNewReplicaFetchesTheBaseAndWhatFollowedIt() throws Exception {
		commit(INCREMENT);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.SYNCED);
		assertThat(state.lastError()).isNull();
		assertThat(state.bootstrapping()).isFalse();
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.replica.database().identity()).isEqualTo(this.node.identity());
		assertThat(this.replica.path.resolveSibling("app.db-bootstrap")).doesNotExist();
	}

	/** Otherwise they would be asked for again and again, and never applied. */
	@Test
	void changedPagesThatFindACommitThatIsNotSettledAreAppliedOnceItIs() throws Exception {
		try (ReplicaFixture behind = new ReplicaFixture(this.node, "behind", 2, false)) {
			behind.wire.leases = false;
			behind.sync();
			for (int i = 0; i < 20; i++) {
				commit(INCREMENT);
			}
			AtomicInteger changes = new AtomicInteger();
			behind.wire.pulled = (pulled) -> {
				if (pulled instanceof Pulled.Changes && changes.getAndIncrement() == 0) {
					writeUnanswered(behind);
				}
				return pulled;
			};
			assertThat(behind.outcome()).isEqualTo(Outcome.SYNCED);
			assertThat(changes).hasValue(2);
			assertThat(behind.database().tentative().unsettled()).isNull();
			assertThat(behind.read(COUNT)).isEqualTo("20");
		}
	}

	private static void writeUnanswered(ReplicaFixture replica) {
		replica.wire.losesAnswers = true;
		assertThatThrownBy(() -> replica.write(INCREMENT)).isInstanceOf(SQLException.class);
		replica.wire.losesAnswers = false;
	}

	@Test
	void aStepWithNothingToDoSaysSo() throws Exception {
		this.replica.sync();
		assertThat(this.replica.outcome()).isEqualTo(Outcome.UP_TO_DATE);
	}

	@Test
	void aHeldStepBringsACommitAsSoonAsItIsMade() throws Exception {
		this.replica.sync();
		CompletionStage<FollowState> held = this.replica.replica.step(Duration.ofMinutes(5));
		await().until(() -> this.node.tasks.delays() == 1);
		commit(INCREMENT);
		assertThat(await(held).lastSync().outcome()).isEqualTo(Outcome.SYNCED);
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
	}

	@Test
	void aStepThatCannotWaitEndsTheOneThatIsHeld() throws Exception {
		this.replica.sync();
		CompletionStage<FollowState> held = this.replica.replica.step(Duration.ofMinutes(5));
		await().until(() -> this.node.tasks.delays() == 1);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.UP_TO_DATE);
		await(held);
		await().until(() -> this.node.tasks.delays() == 0);
	}

	@Test
	void stepsAskedForWhileOneRunsAreAnsweredByOneFurtherStep() throws Exception {
		this.replica.sync();
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicInteger pulls = new AtomicInteger();
		this.replica.wire.pulled = (pulled) -> {
			pulls.incrementAndGet();
			asked.countDown();
			uninterrupted(goOn);
			return pulled;
		};
		CompletionStage<FollowState> running = this.replica.replica.step(Duration.ZERO);
		asked.await();
		CompletionStage<FollowState> second = this.replica.replica.step(Duration.ZERO);
		assertThat(this.replica.replica.step(Duration.ofMinutes(5))).isSameAs(second);
		goOn.countDown();
		await(running);
		await(second);
		assertThat(pulls).hasValue(2);
	}

	private static void uninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void twoReplicasThatIncrementAtTheSameTimeAddUp() throws Exception {
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, false)) {
			this.replica.sync();
			other.sync();
			ExecutorService threads = Executors.newFixedThreadPool(2);
			List<Future<Integer>> writers = List.of(threads.submit(() -> increment(this.replica, 50)),
					threads.submit(() -> increment(other, 50)));
			for (Future<Integer> writer : writers) {
				assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(50);
			}
			threads.shutdown();
			this.replica.sync();
			other.sync();
			assertThat(this.node.read(COUNT)).isEqualTo("100");
			assertThat(this.replica.read(COUNT)).isEqualTo("100");
			assertThat(other.read(COUNT)).isEqualTo("100");
		}
	}

	private static int increment(ReplicaFixture replica, int times) throws SQLException {
		int done = 0;
		while (done < times) {
			try {
				replica.write(INCREMENT);
				done++;
			}
			catch (SQLTransactionRollbackException conflict) {
				replica.writes.catchUp(Duration.ofSeconds(20).toNanos());
			}
		}
		return done;
	}

	@Test
	void aTransactionLongerThanAnAnswerIsCollectedAndAppliedWhole() throws Exception {
		try (ReplicaFixture small = new ReplicaFixture(this.node, "small", 7, false)) {
			small.sync();
			commit(INCREMENT);
			commit(LONG);
			commit(INCREMENT);
			small.wire.pulled = (pulled) -> {
				assertThat(read(small, NOTES)).isEqualTo("0");
				return pulled;
			};
			assertThat(small.outcome()).isEqualTo(Outcome.SYNCED);
			small.wire.pulled = (pulled) -> pulled;
			small.sync();
			assertThat(small.read(NOTES)).isEqualTo("100");
			assertThat(small.read(COUNT)).isEqualTo("2");
			assertThat(small.read("PRAGMA integrity_check")).isEqualTo("ok");
			assertThat(small.database().position()).isEqualTo(this.node.log.durableEnd());
		}
	}

	@Test
	void aLongTransactionThatWasInterruptedGoesOnWhereItStopped() throws Exception {
		try (ReplicaFixture small = new ReplicaFixture(this.node, "small", 7, false)) {
			small.sync();
			commit(LONG);
			int[] answers = new int[1];
			small.wire.pulled = (pulled) -> {
				small.wire.cut = ++answers[0] == 3;
				return pulled;
			};
			assertThat(small.outcome()).isEqualTo(Outcome.OFFLINE);
			small.wire.cut = false;
			long[] after = { -1 };
			small.wire.asked = (pull) -> {
				after[0] = (after[0] < 0) ? pull.after().position().frame() : after[0];
				return pull;
			};
			assertThat(small.outcome()).isEqualTo(Outcome.SYNCED);
			assertThat(after[0]).isEqualTo(21);
			assertThat(small.read(NOTES)).isEqualTo("100");
		}
	}

	@Test
	void framesThatWereChangedOnTheirWayNeverBecomeVisible() throws Exception {
		this.replica.sync();
		commit(INCREMENT);
		this.replica.wire.pulled = ReplicaTest::corrupt;
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(state.lastError()).contains("'notes'").contains("changed on its way");
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
		this.replica.wire.pulled = (pulled) -> pulled;
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
	}

	@Test
	void aWriteOnTheReplicaIsInTheLogAndVisibleOnBoth() throws Exception {
		this.replica.sync();
		this.replica.write(INCREMENT);
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.node.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.replica.outcome()).isEqualTo(Outcome.UP_TO_DATE);
	}

	@Test
	void ourOwnCommitThatComesBackByPullIsNotAppliedTwice() throws Exception {
		this.replica.sync();
		CompletionStage<FollowState> held = this.replica.replica.step(Duration.ofMinutes(5));
		await().until(() -> this.node.tasks.delays() == 1);
		this.replica.write(INCREMENT);
		FollowState state = await(held);
		assertThat(state.lastError()).isNull();
		assertThat(state.lastSync().frames()).isZero();
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
	}

	@Test
	void aCommitWhoseAnswerWasLostIsSettledAsHeldAndCountsOnce() throws Exception {
		this.replica.sync();
		this.replica.wire.losesAnswers = true;
		assertThatThrownBy(() -> this.replica.write(INCREMENT)).isInstanceOf(SQLException.class)
			.satisfies((ex) -> assertThat(((SQLException) ex).getSQLState()).isEqualTo("08007"));
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
		assertThat(this.replica.replica.state().lastError()).contains("not settled");
		FollowState open = this.replica.sync();
		assertThat(open.failing()).isTrue();
		assertThat(open.lastError()).contains("is not settled");
		commit(INCREMENT);
		this.replica.wire.losesAnswers = false;
		FollowState state = this.replica.sync();
		assertThat(state.lastError()).isNull();
		assertThat(this.replica.read(COUNT)).isEqualTo("2");
		assertThat(this.node.read(COUNT)).isEqualTo("2");
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
	}

	@Test
	void incrementsOfTwoReplicasFollowEachOther() throws Exception {
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, false)) {
			this.replica.sync();
			other.sync();
			this.replica.write(INCREMENT);
			other.write(INCREMENT);
			this.node.write(INCREMENT);
			this.replica.write(INCREMENT);
			assertThat(this.node.read(COUNT)).isEqualTo("4");
			assertThat(this.replica.read(COUNT)).isEqualTo("4");
		}
	}

	@Test
	void withoutLeasesIncrementsOfTwoReplicasFromTheSamePositionConflictAndTheLoserCatchesUp() throws Exception {
		this.replica.wire.leases = false;
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, false)) {
			other.wire.leases = false;
			this.replica.sync();
			other.sync();
			this.replica.write(INCREMENT);
			assertThatThrownBy(() -> other.write(INCREMENT)).isInstanceOf(SQLTransactionRollbackException.class);
			assertThat(other.read(COUNT)).isEqualTo("0");
			assertThat(other.writes.catchUp(Duration.ofSeconds(20).toNanos())).isTrue();
			assertThat(other.read(COUNT)).isEqualTo("1");
			other.write(INCREMENT);
			assertThat(this.node.read(COUNT)).isEqualTo("2");
		}
	}

	@Test
	void withThePrimaryAwayItReadsAndSaysSo() throws Exception {
		this.replica.sync();
		this.replica.wire.cut = true;
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(state.failing()).isTrue();
		assertThat(state.reachable()).isFalse();
		assertThat(state.lastError()).contains("the wire is cut");
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
		assertThatThrownBy(() -> this.replica.write(INCREMENT)).isInstanceOf(SQLException.class)
			.satisfies((ex) -> assertThat(((SQLException) ex).getSQLState()).isEqualTo("08001"));
		this.replica.wire.cut = false;
		assertThat(this.replica.sync().failing()).isFalse();
		this.replica.write(INCREMENT);
	}

	@Test
	void aPrimaryThatIsAwayBeforeTheFirstCopyIsTriedAgain() throws Exception {
		this.replica.wire.cut = true;
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(this.replica.replica.copy()).isNull();
		this.replica.wire.cut = false;
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
	}

	@Test
	void whatACrashLeftOfABootstrapIsReplaced() throws Exception {
		Path half = Files.writeString(this.replica.path.resolveSibling("app.db-bootstrap"), "half a base");
		this.replica.sync();
		assertThat(half).doesNotExist();
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
	}

	@Test
	void aBaseThatIsNoDatabaseIsThrownAway() throws Exception {
		this.replica.wire.exported = (sink) -> (bytes) -> sink.accept(ByteBuffer.allocate(bytes.remaining()));
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(state.lastError()).contains("'notes'");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
		this.replica.wire.exported = (sink) -> sink;
		assertThat(this.replica.sync().lastError()).isNull();
	}

	@Test
	void aBaseThatIsCutShortIsThrownAway() throws Exception {
		this.replica.wire.exported = (sink) -> new FrameSource.Sink() {

			@Override
			public void expect(long from, long total, String sha256) throws IOException {
				sink.expect(from, total + Frame.PAGE_SIZE, sha256);
			}

			@Override
			public void accept(ByteBuffer bytes) throws IOException {
				sink.accept(bytes);
			}

		};
		assertThat(this.replica.sync().lastError()).contains("expected a base of");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
	}

	@Test
	void aFileOfSomebodyElseIsLeftAlone() throws Exception {
		SqliteSource.create(this.replica.path, "CREATE TABLE mine (id INTEGER)");
		assertThat(this.replica.sync().lastError()).contains("without a state record");
		assertThat(SqliteSource.number(this.replica.path, "SELECT count(*) FROM mine")).isZero();
	}

	@Test
	void aDivergedReplicaReadsOnAndRefusesWrites() throws Exception {
		this.replica.sync();
		this.replica.wire.asked = ReplicaTest::fromElsewhere;
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.DIVERGED);
		assertThat(state.diverged()).isNotNull();
		assertThat(state.lastError()).contains("another database");
		assertThat(this.replica.read(COUNT)).isEqualTo("0");
		assertThatThrownBy(() -> this.replica.write(INCREMENT)).isInstanceOf(SQLException.class)
			.hasMessageContaining("another database");
		assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
		this.replica.wire.asked = (pull) -> pull;
		assertThat(this.replica.sync().diverged()).isNull();
		this.replica.write(INCREMENT);
	}

	@Test
	void aDivergedReplicaThatMayFetchesANewBaseAndKeepsTheOldFile() throws Exception {
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, true)) {
			other.sync();
			commit(INCREMENT);
			boolean[] asked = new boolean[1];
			other.wire.asked = (pull) -> {
				boolean first = !asked[0];
				asked[0] = true;
				return first ? fromElsewhere(pull) : pull;
			};
			FollowState state = other.sync();
			assertThat(state.lastSync().outcome()).isEqualTo(Outcome.SYNCED);
			assertThat(state.diverged()).isNull();
			assertThat(other.read(COUNT)).isEqualTo("1");
			assertThat(other.database().epoch()).isEqualTo(1);
			other.write(INCREMENT);
			assertThat(this.node.read(COUNT)).isEqualTo("2");
		}
	}

	@Test
	void aCommitThatAnotherHistoryCannotSettleIsSetAsideWithTheFile() throws Exception {
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, true)) {
			other.sync();
			other.wire.losesAnswers = true;
			assertThatThrownBy(() -> other.write(INCREMENT)).isInstanceOf(SQLException.class);
			AtomicInteger asked = new AtomicInteger();
			other.wire.asked = (pull) -> (asked.getAndIncrement() == 0) ? fromElsewhere(pull) : pull;
			FollowState state = other.sync();
			assertThat(state.lastError()).isNull();
			assertThat(other.database().epoch()).isEqualTo(1);
			assertThat(other.database().tentative().unsettled()).isNull();
			assertThat(other.read(COUNT)).isEqualTo("1");
		}
	}

	@Test
	void anEndedGenerationWhoseSuccessorIsNotToldIsAnError() throws Exception {
		this.replica.sync();
		commit(INCREMENT);
		this.replica.sync();
		this.replica.wire.pulled = (pulled) -> new Pulled.Ended(2, null, null);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(state.lastError()).contains("does not tell how generation 2 begins");
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.database().epoch()).isZero();
	}

	@Test
	void framesThatAreNoLongerKeptNeedANewerBase() throws Exception {
		this.replica.sync();
		this.replica.wire.pulled = (pulled) -> new Pulled.Gone("pruned");
		assertThat(this.replica.sync().lastError()).contains("pruned").contains("generation 2 or newer");
	}

	@Test
	void whatItLacksIsKnownFromThePrimary() throws Exception {
		this.replica.sync();
		commit(INCREMENT);
		this.replica.wire.pulled = (pulled) -> new Pulled.UpToDate(((Pulled.Batch) pulled).newest());
		FollowState state = this.replica.sync();
		long lacking = this.node.log.sequence() - this.replica.database().sequence();
		assertThat(lacking).isPositive();
		assertThat(state.lagFrames(this.replica.database().sequence())).isEqualTo(lacking);
	}

	@Test
	void lagIsTheAgeOfTheOldestMissingCommitAndGrowsUntilItIsHere() {
		Newest newest = new Newest(this.node.start(), 10, 5_000, 3_000);
		FollowState told = FollowState.UNKNOWN.answered().told(newest, 1_000_000_000L);
		long now = 9_000_000_000L;
		assertThat(told.lagSeconds(7, now, Long.MAX_VALUE)).isEqualTo(10);
		assertThat(told.lagSeconds(10, now, Long.MAX_VALUE)).as("it has all of it").isZero();
		assertThat(told.failed(false, "away").lagSeconds(10, now, Long.MAX_VALUE)).as("out of contact").isEqualTo(8);
		assertThat(told.lagSeconds(10, now, 1_000_000_000L)).as("nobody asks the primary").isEqualTo(8);
		assertThat(told.lagFrames(7)).isEqualTo(3);
		assertThat(told.lagFrames(12)).isZero();
	}

	@Test
	void aServerThatTellsNothingOfItselfIsFollowedByPositionAlone() throws Exception {
		this.replica.wire.info = (info) -> new SourceInfo(info.generation(), null);
		this.replica.wire.pulled = ReplicaTest::silent;
		commit(INCREMENT);
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.database().position().chain()).isNull();
		commit(INCREMENT);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.SYNCED);
		assertThat(this.replica.read(COUNT)).isEqualTo("2");
	}

	private static Pulled silent(Pulled pulled) {
		return (pulled instanceof Pulled.Batch batch) ? new Pulled.Batch(batch.frames(), null)
				: new Pulled.UpToDate(null);
	}

	private static Pulled corrupt(Pulled pulled) {
		if (!(pulled instanceof Pulled.Batch batch)) {
			return pulled;
		}
		byte[] bytes = new byte[batch.frames().count() * Frame.SIZE];
		try {
			batch.frames().read(0, batch.frames().count(), bytes, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		bytes[bytes.length - 1] ^= 1;
		return new Pulled.Batch(Frames.of(bytes), batch.newest());
	}

	private static Pull fromElsewhere(Pull pull) {
		return new Pull(new Lineage(UUID.randomUUID(), UUID.randomUUID()), pull.after(), pull.maxFrames(),
				pull.hold());
	}

	private static String read(ReplicaFixture replica, String sql) {
		try {
			return replica.read(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A commit that the primary itself makes. */
	private void commit(String sql) throws SQLException {
		this.node.write(sql);
	}

}
