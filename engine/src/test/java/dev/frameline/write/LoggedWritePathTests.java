package dev.frameline.write;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.database.Hidden;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Divergence;
import dev.frameline.log.Resolved;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.StampedFrames;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LoggedWritePathTests {

	@TempDir
	Path directory;

	private WriteFixture fixture;

	private FaultyDisk disk;

	private World world;

	private LocalDatabase database;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new WriteFixture(this.directory);
		this.disk = this.fixture.disk;
		this.world = this.fixture.world;
		this.database = this.fixture.database;
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	/** A caller that took it for failed and repeated it would have it twice. */
	@Test
	void anAcceptedCommitThatCannotBeShownIsNotReportedAsFailedAndIsShownBeforeTheNextWrite() throws Exception {
		AcceptingLog log = new AcceptingLog();
		LoggedWritePath path = path(log);
		log.afterwards = () -> this.disk.failOnce("write app.db-state");
		Transaction transaction = insert(path, "one");
		assertThatThrownBy(transaction::commit).isInstanceOf(SQLException.class)
			.hasMessageContaining("accepted")
			.extracting((ex) -> ((SQLException) ex).getSQLState())
			.isEqualTo("08007");
		assertThat(count()).isZero();
		log.afterwards = () -> {
		};
		insert(path, "two").commit();
		assertThat(count()).isEqualTo(2);
		assertThat(this.database.stopped()).isNull();
	}

	/** A primary that was set back does not know what it has answered before. */
	@Test
	void aLogThatDivergesAfterItDidNotAnswerDoesNotTellWhatBecameOfTheCommit() throws Exception {
		List<Appended> answers = new ArrayList<>(List.of(new Appended.Unknown("connection reset"), diverged()));
		CommitLog log = new CommitLog() {

			@Override
			public CompletionStage<Appended> append(Append append) {
				return CompletableFuture.completedStage((answers.size() > 1) ? answers.remove(0) : answers.get(0));
			}

			@Override
			public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
				return CompletableFuture.completedStage(new Resolved.Void());
			}

		};
		Transaction transaction = insert(path(log, Duration.ofMillis(200)), "one");
		assertThatThrownBy(transaction::commit).isInstanceOf(SQLException.class)
			.hasMessageContaining("the node is ahead of the log")
			.extracting((ex) -> ((SQLException) ex).getSQLState())
			.isEqualTo("08007");
		assertThat(this.database.tentative().unsettled()).isNotNull();
		assertThat(count()).isZero();
	}

	private static Appended diverged() {
		Mark mark = Mark.of(1, 0, new Chain(7));
		return new Appended.Diverged(new Divergence("the node is ahead of the log", null, mark,
				new Lineage(new UUID(0, 1), new UUID(0, 2)), mark));
	}

	/** The lane would be lost with a settlement that throws instead of failing. */
	@Test
	void aLogThatThrowsWhenItIsAskedToResolveDoesNotKeepTheLane() throws Exception {
		CommitLog log = new CommitLog() {

			@Override
			public CompletionStage<Appended> append(Append append) {
				throw new IllegalStateException("not asked");
			}

			@Override
			public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
				throw new IllegalStateException("the client is closed");
			}

		};
		leaveUnsettled();
		CompletableFuture<Boolean> settled = new LogSettlement(this.database, log, this.world.tasks()).settle()
			.toCompletableFuture();
		assertThatThrownBy(() -> settled.get(10, TimeUnit.SECONDS)).hasMessageContaining("the client is closed");
		assertThat(this.database.lane().current()).isNull();
	}

	/** Threads may be shut down while a turn is being granted. */
	@Test
	void aSettlementWhoseTaskIsRejectedDoesNotKeepTheLane() throws Exception {
		leaveUnsettled();
		ScheduledExecutorService down = Executors.newSingleThreadScheduledExecutor();
		down.shutdown();
		LogSettlement settlement = new LogSettlement(this.database, new AcceptingLog(), Tasks.on(down));
		CompletableFuture<Boolean> settled;
		try (Lane.Turn before = this.database.lane().enter("test").join()) {
			settled = settlement.settle().toCompletableFuture();
			assertThat(settled).isNotDone();
		}
		assertThatThrownBy(settled::join).hasCauseInstanceOf(RejectedExecutionException.class);
		assertThat(this.database.lane().current()).isNull();
	}

	/** A settlement and a turn that is waited for afterwards share the one time. */
	@Test
	void whatAWriterWaitsForHasOneAcquireTimeoutInAll() throws Exception {
		leaveUnsettled();
		List<Duration> waits = new ArrayList<>();
		AtomicLong now = new AtomicLong();
		World slow = new World(new Time() {

			@Override
			public long millis() {
				return LoggedWritePathTests.this.world.time().millis();
			}

			@Override
			public long nanos() {
				return now.get();
			}

		}, this.disk, this.world.tasks(), new Waiting() {

			@Override
			public <T> T await(CompletionStage<T> stage, Duration atMost)
					throws InterruptedException, TimeoutException, ExecutionException {
				waits.add(atMost);
				now.addAndGet(Duration.ofSeconds(4).toNanos());
				return LoggedWritePathTests.this.world.waiting().await(stage, Duration.ofSeconds(10));
			}

			@Override
			public void pause(Duration time) throws InterruptedException {
				LoggedWritePathTests.this.world.waiting().pause(time);
			}

			@Override
			public ReadWriteLock newGuard() {
				return LoggedWritePathTests.this.world.waiting().newGuard();
			}

		}, this.world.chance());
		AcceptingLog log = new AcceptingLog();
		LoggedWritePath path = this.fixture.path(log, slow, new LoggedWritePath.Limits(Duration.ofSeconds(10),
						Duration.ofSeconds(10), Duration.ofSeconds(60), 8, 1 << 20, 1 << 30));
		path.begin("test").rollback();
		assertThat(waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(6));
	}

	private void leaveUnsettled() throws Exception {
		try (Lane.Turn turn = this.database.lane().enter("test").join()) {
			this.database.begin(turn);
			run("INSERT INTO note VALUES ('open')");
			Hidden commit = this.database.commitHidden(turn);
			this.database.tentative().sending(new CommitId(this.database.origin(), 1), commit);
		}
	}

	private LoggedWritePath path(CommitLog log) {
		return path(log, Duration.ofSeconds(10));
	}

	private LoggedWritePath path(CommitLog log, Duration timeout) {
		return this.fixture.path(log, timeout, 8, 1 << 30);
	}

	private Transaction insert(WritePath path, String text) throws SQLException {
		return this.fixture.insert(path, text);
	}

	private void run(String sql) throws SQLException {
		this.fixture.run(sql);
	}

	private int count() throws SQLException {
		return this.fixture.notes();
	}

	/** Holds one commit at a time, as the log of a primary does for its own node. */
	private static final class AcceptingLog implements CommitLog {

		Runnable afterwards = () -> {
		};

		private @Nullable Mark end;

		@Override
		public CompletionStage<Appended> append(Append append) {
			StampedFrames frames = (StampedFrames) append.frames();
			Mark accepted = new Mark(append.expected().position().plus(frames.count()),
					new Chain(frames.lastChecksum()));
			this.end = accepted;
			this.afterwards.run();
			return CompletableFuture.completedStage(new Appended.Accepted(accepted));
		}

		@Override
		public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
			return CompletableFuture.completedStage((this.end != null) ? new Resolved.Held(this.end) : new Resolved.Void());
		}

	}

}
