package dev.frameline.replica;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Appended;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceInfo;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.log.disk.Retention;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.replica.FollowState.Outcome;
import dev.frameline.write.Transaction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A replica goes over to the next generation in its state record. */
class CrossingTest {

	private static final String COUNT = "SELECT n FROM counter";

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private static final Duration LONG = Duration.ofMinutes(5);

	private PrimaryFixture node;

	private ReplicaFixture replica;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory, new FaultyDisk());
		this.replica = new ReplicaFixture(this.node, "replica", 1000, false);
		this.replica.sync();
		this.node.write(INCREMENT);
		this.replica.sync();
	}

	@AfterEach
	void close() throws Exception {
		this.replica.close();
		this.node.close();
	}

	// -- following

	@Test
	void nothingButTheStateRecordChanges() throws Exception {
		Path wal = this.replica.path.resolveSibling("app.db-wal");
		byte[] before = Files.readAllBytes(wal);
		long size = Files.size(this.replica.path);
		long sequence = this.replica.database().sequence();
		try (Connection reader = this.replica.database().openReader();
				ResultSet counter = startReading(this.replica.database(), reader)) {
			await(this.node.primary.roll());
			assertThat(this.replica.outcome()).isEqualTo(Outcome.SYNCED);
			assertThat(this.replica.database().position()).isEqualTo(this.node.start());
			this.node.write(INCREMENT);
			this.replica.sync();
			assertThat(counter.getLong(1)).isEqualTo(1);
			assertThat(number(reader)).as("the reader's snapshot").isEqualTo(1);
		}
		assertThat(this.replica.database().identity()).isEqualTo(this.node.identity());
		assertThat(this.replica.database().epoch()).isZero();
		assertThat(this.replica.database().sequence()).isEqualTo(sequence + 1);
		assertThat(Files.readAllBytes(wal)).startsWith(before);
		assertThat(Files.size(this.replica.path)).isEqualTo(size);
		assertThat(this.replica.read(COUNT)).isEqualTo("2");
	}

	@Test
	void severalGenerationsAreCrossedInOneStep() throws Exception {
		for (int i = 0; i < 3; i++) {
			this.node.write(INCREMENT);
			await(this.node.primary.roll());
		}
		this.node.write(INCREMENT);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.SYNCED);
		assertUpToDate(5);
		assertThat(this.replica.database().position().position()).isEqualTo(new Position(4, 1));
	}

	@Test
	void aHeldPullCrossesAtOnce() throws Exception {
		CompletionStage<FollowState> held = this.replica.replica.step(LONG);
		await().until(() -> this.node.tasks.delays() > 0);
		await(this.node.primary.roll());
		assertThat(await(held).lastError()).isNull();
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
	}

	@Test
	void aServerThatTellsNothingOfItselfIsFollowedAcrossGenerations() throws Exception {
		try (ReplicaFixture silent = new ReplicaFixture(this.node, "silent", 1000, false)) {
			silent.wire.info = (info) -> new SourceInfo(info.generation(), null);
			silent.wire.pulled = CrossingTest::silent;
			silent.sync();
			for (int i = 0; i < 2; i++) {
				await(this.node.primary.roll());
				assertThat(silent.sync().lastError()).isNull();
				this.node.write(INCREMENT);
				assertThat(silent.outcome()).isEqualTo(Outcome.SYNCED);
			}
			assertThat(silent.database().position()).isEqualTo(Mark.of(3, 1, null));
			assertThat(silent.database().epoch()).isZero();
			assertThat(silent.read(COUNT)).isEqualTo("3");
		}
	}

	private static Pulled silent(Pulled pulled) {
		if (pulled instanceof Pulled.Batch batch) {
			return new Pulled.Batch(batch.frames(), null);
		}
		return (pulled instanceof Pulled.Ended ended) ? new Pulled.Ended(ended.generation(), null, null)
				: new Pulled.UpToDate(null);
	}

	// -- starting again

	@Test
	void aNodeThatStartsAgainAfterCrossingStandsThere() throws Exception {
		await(this.node.primary.roll());
		this.replica.sync();
		restart();
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
		assertThat(this.replica.database().identity()).isEqualTo(this.node.identity());
		this.node.write(INCREMENT);
		this.replica.sync();
		assertUpToDate(2);
	}

	@Test
	void aNodeThatStartsAgainAfterCrossingAndCommitsStandsThere() throws Exception {
		await(this.node.primary.roll());
		this.replica.sync();
		this.replica.write(INCREMENT);
		this.node.write(INCREMENT);
		this.replica.sync();
		restart();
		assertUpToDate(3);
		this.replica.write(INCREMENT);
		assertUpToDate(4);
	}

	// -- writing

	@Test
	void aTransactionThatIsOpenDuringARollCommits() throws Exception {
		Transaction transaction = begin(INCREMENT);
		await(this.node.primary.roll());
		transaction.commit();
		assertUpToDate(2);
		assertThat(this.replica.database().position().position()).isEqualTo(new Position(2, 1));
		assertThat(this.replica.database().tentative().unsettled()).isNull();
		assertThat(this.replica.database().epoch()).isZero();
		this.replica.write(INCREMENT);
		assertUpToDate(3);
	}

	@Test
	void aTransactionThatIsOpenWhileOthersCommitAndTheLogRollsConflicts() throws Exception {
		this.replica.wire.leases = false;
		Transaction transaction = begin(INCREMENT);
		this.node.write(INCREMENT);
		await(this.node.primary.roll());
		assertThatThrownBy(transaction::commit).isInstanceOf(SQLTransactionRollbackException.class);
		assertThat(this.replica.read(COUNT)).isEqualTo("1");
		assertThat(this.replica.writes.catchUp(LONG.toNanos())).isTrue();
		this.replica.write(INCREMENT);
		assertUpToDate(3);
	}

	@Test
	void aTransactionThatMeetsTwoRollsAndNothingElseConflictsAtMost() throws Exception {
		this.replica.wire.leases = false;
		AtomicInteger rolled = new AtomicInteger();
		this.replica.wire.appended = (answer) -> {
			if (answer instanceof Appended.Rolled && rolled.incrementAndGet() == 1) {
				write(this.node);
				roll(this.node);
			}
			return answer;
		};
		Transaction transaction = begin(INCREMENT);
		await(this.node.primary.roll());
		assertThatThrownBy(transaction::commit).isInstanceOf(SQLTransactionRollbackException.class);
		this.replica.wire.appended = (answer) -> answer;
		assertThat(this.replica.database().tentative().unsettled()).isNull();
		this.replica.sync();
		assertUpToDate(2);
		this.replica.write(INCREMENT);
		assertUpToDate(3);
	}

	@Test
	void aPullThatWasAnsweredBeforeThisNodesOwnCommitCrossedIsNoError() throws Exception {
		this.replica.wire.pulled = (pulled) -> {
			this.replica.wire.pulled = (later) -> later;
			roll(this.node);
			write(this.replica);
			return pulled;
		};
		CompletionStage<FollowState> held = this.replica.replica.step(LONG);
		await().until(() -> this.node.tasks.delays() > 0);
		this.replica.write(INCREMENT);
		FollowState state = await(held);
		assertThat(state.lastError()).isNull();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.SYNCED);
		assertUpToDate(3);
		assertThat(this.replica.database().position().position()).isEqualTo(new Position(2, 1));
	}

	// -- what was not answered

	@Test
	void aCommitThatWasTheLastOfItsGenerationIsSettledAndTheNodeCrosses() throws Exception {
		loseAnswer();
		await(this.node.primary.roll());
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
		assertUpToDate(2);
	}

	@Test
	void aCommitThatWasTheLastOfItsGenerationComesBackAfterARestart() throws Exception {
		loseAnswer();
		await(this.node.primary.roll());
		restart();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
		assertUpToDate(2);
	}

	@Test
	void aCommitOfAGenerationThatIsGoneIsSettledAllTheSame() throws Exception {
		loseAnswer();
		await(this.node.primary.roll());
		await(this.node.log.tidy(new Retention(0, Duration.ZERO)));
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.database().tentative().unsettled()).isNull();
		assertUpToDate(2);
	}

	@Test
	void aCommitThatDidNotArriveBeforeTheEndIsDiscardedAndTheNodeCrosses() throws Exception {
		this.replica.wire.losesAppends = true;
		assertOpen(() -> this.replica.write(INCREMENT));
		await(this.node.primary.roll());
		this.replica.wire.losesAppends = false;
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.replica.database().position()).isEqualTo(this.node.start());
		assertUpToDate(1);
		this.replica.write(INCREMENT);
		assertUpToDate(2);
	}

	@Test
	void aCommitThatCrossedAndWasNotAnsweredIsSettledThere() throws Exception {
		for (boolean restarted : new boolean[] { false, true }) {
			Transaction transaction = begin(INCREMENT);
			await(this.node.primary.roll());
			this.replica.wire.appended = (answer) -> (answer instanceof Appended.Accepted)
					? new Appended.Unknown("the answer was lost") : answer;
			assertOpen(transaction::commit);
			assertThat(this.replica.database().position()).isEqualTo(this.node.start());
			assertThat(this.replica.database().tentative().unsettled()).isNotNull();
			this.replica.wire.appended = (answer) -> answer;
			if (restarted) {
				restart();
			}
			assertThat(this.replica.sync().lastError()).isNull();
			assertUpToDate(restarted ? 3 : 2);
		}
	}

	// -- all at once

	@Test
	void writersOfAllNodesAddUpAcrossManyGenerations() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try (ReplicaFixture other = new ReplicaFixture(this.node, "other", 1000, false)) {
			other.sync();
			List<Future<Void>> writers = List.of(threads.submit(() -> increment(this.replica, 40)),
					threads.submit(() -> increment(other, 40)), threads.submit(() -> {
						for (int i = 0; i < 40; i++) {
							this.node.write(INCREMENT);
						}
						return null;
					}));
			while (!writers.stream().allMatch(Future::isDone)) {
				await(this.node.primary.roll());
				// A generation costs who follows two forces; without a pause it could end faster than that, for ever
				this.replica.sync();
				other.sync();
			}
			for (Future<Void> writer : writers) {
				writer.get();
			}
			this.replica.sync();
			other.sync();
			assertUpToDate(121);
			assertThat(other.read(COUNT)).isEqualTo("121");
			assertThat(this.node.log.start().generation()).isGreaterThan(5);
		}
		finally {
			threads.shutdown();
		}
	}

	private static Void increment(ReplicaFixture replica, int times) throws SQLException {
		for (int done = 0; done < times;) {
			try {
				replica.write(INCREMENT);
				done++;
			}
			catch (SQLTransactionRollbackException conflict) {
				replica.writes.catchUp(LONG.toNanos());
			}
		}
		return null;
	}

	private void loseAnswer() {
		this.replica.wire.losesAnswers = true;
		assertOpen(() -> this.replica.write(INCREMENT));
		this.replica.wire.losesAnswers = false;
	}

	private static void assertOpen(ThrowingCallable write) {
		assertThatThrownBy(write).isInstanceOfSatisfying(SQLException.class,
				(ex) -> assertThat(ex.getSQLState()).isEqualTo("08007"));
	}

	private void assertUpToDate(int count) throws Exception {
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.replica.database().identity()).isEqualTo(this.node.identity());
		assertThat(this.replica.read(COUNT)).isEqualTo(String.valueOf(count));
		assertThat(this.node.read(COUNT)).isEqualTo(String.valueOf(count));
		assertThat(this.replica.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	private Transaction begin(String sql) throws SQLException {
		Transaction transaction = this.replica.writes.begin("test");
		try (Statement statement = this.replica.writes.connection().createStatement()) {
			statement.execute(sql);
		}
		return transaction;
	}

	private void restart() throws Exception {
		this.replica.close();
		this.replica = new ReplicaFixture(this.node, "replica", 1000, false);
		this.replica.replica.openCopy();
	}

	private static void roll(PrimaryFixture node) {
		try {
			await(node.primary.roll());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(PrimaryFixture node) {
		try {
			node.write(INCREMENT);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(ReplicaFixture replica) {
		try {
			replica.write(INCREMENT);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A result that is in the middle of a snapshot. */
	private static ResultSet startReading(LocalDatabase database, Connection reader) throws SQLException {
		reader.setAutoCommit(false);
		return database.guard().begin(reader, new Guard.Step<ResultSet>() {

			@Override
			public ResultSet run() throws SQLException {
				ResultSet result = reader.createStatement().executeQuery(COUNT);
				result.next();
				return result;
			}

			@Override
			public void undo(ResultSet result) throws SQLException {
				result.close();
				reader.rollback();
			}

		});
	}

	private static long number(Connection reader) throws SQLException {
		try (Statement statement = reader.createStatement(); ResultSet result = statement.executeQuery(COUNT)) {
			result.next();
			return result.getLong(1);
		}
	}

}
