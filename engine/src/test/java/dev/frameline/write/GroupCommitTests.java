package dev.frameline.write;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Resolved;
import dev.frameline.wal.StampedFrames;
import dev.frameline.wal.Transactions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Writers that go on while commits are in flight, and what becomes of them when the log says no, or nothing. */
@Timeout(60)
class GroupCommitTests {

	@TempDir
	Path directory;

	private final ExecutorService writers = Executors.newCachedThreadPool();

	private final HeldLog log = new HeldLog();

	private WriteFixture fixture;

	private LocalDatabase database;

	private LoggedWritePath path;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new WriteFixture(this.directory);
		this.database = this.fixture.database;
		this.path = path(8, 1 << 20);
	}

	@AfterEach
	void close() throws Exception {
		this.writers.shutdownNow();
		this.fixture.close();
	}

	@Test
	void whatIsCommittedWhileAnAppendIsInFlightIsTheNextAppend() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		assertThat(one.commits()).isEqualTo(1);
		Future<?> second = tentative("two", 1);
		Future<?> third = tentative("three", 2);
		assertThat(notes()).isZero();
		one.accept();
		first.get();
		assertThat(notes()).isEqualTo(1);
		HeldLog.Asked two = this.log.next();
		assertThat(two.commits()).isEqualTo(2);
		assertThat(two.append.id().serial()).isEqualTo(3);
		two.accept();
		second.get();
		third.get();
		assertThat(notes()).isEqualTo(3);
		assertThat(this.database.tentative().isInFlight()).isFalse();
	}

	@Test
	void aTransactionSeesWhatIsInFlightBeforeIt() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction second = this.path.begin("test");
		assertThat(this.fixture.value("SELECT count(*) FROM note")).isEqualTo("1");
		one.accept();
		first.get();
		second.rollback();
	}

	/** What it has read could still be taken back, and then nobody must have seen it. */
	@Test
	void aTransactionThatOnlyReadWhatIsInFlightEndsWithIt() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> reading = onlyRead();
		await().until(() -> this.database.lane().current() == null);
		assertThat(reading).isNotDone();
		one.accept();
		first.get();
		reading.get();
		Future<?> second = commit("two");
		HeldLog.Asked two = this.log.next();
		Future<?> deceived = onlyRead();
		two.answer(new Appended.Conflict(Mark.of(1, 9, new Chain(8))));
		assertFailed(second, "40001");
		assertFailed(deceived, "40001");
		assertThat(notes()).isEqualTo(1);
	}

	/** Reads in a transaction on the writer, until that has given the lane on and waits. */
	private Future<?> onlyRead() throws Exception {
		CountDownLatch read = new CountDownLatch(1);
		Future<?> reading = this.writers.submit(() -> {
			Transaction transaction = this.path.begin("test");
			this.fixture.value("SELECT count(*) FROM note");
			read.countDown();
			transaction.commit();
			return null;
		});
		read.await();
		await().until(() -> this.database.lane().current() == null);
		return reading;
	}

	@Test
	void aRefusalTakesBackAllThatIsTentativeAndTheTransactionOnTop() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		Transaction third = insert("three");
		one.answer(new Appended.Conflict(Mark.of(1, 9, new Chain(8))));
		assertFailed(first, "40001");
		assertFailed(second, "40001");
		await().until(() -> !third.isOpen());
		assertThatThrownBy(third::commit).isInstanceOf(SQLException.class)
			.extracting((ex) -> ((SQLException) ex).getSQLState())
			.isEqualTo("40001");
		assertThat(notes()).isZero();
		accepted("after");
		assertThat(notes()).isEqualTo(1);
		assertSound();
	}

	@Test
	void anAnswerThatIsLostLeavesTheAppendAndTakesBackWhatCameAfter() throws Exception {
		this.path = this.fixture.path(this.log, Duration.ofMillis(300), 8, 1 << 20);
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		Transaction third = insert("three");
		assertFailed(first, "08007");
		assertFailed(second, "08001");
		await().until(() -> !third.isOpen());
		third.rollback();
		assertThat(this.database.tentative().unsettled()).isNotNull();
		assertThat(notes()).isZero();
		this.log.resolved = new Resolved.Held(one.end());
		accepted("after");
		assertThat(notes()).isEqualTo(2);
		assertSound();
	}

	@Test
	void aRollbackInTheMiddleOfAStatementHarmsNothingThatIsInFlight() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction second = insert("two");
		assertThatThrownBy(() -> run("INSERT OR ROLLBACK INTO note VALUES ('one')")).isInstanceOf(SQLException.class);
		assertThat(second.isOpen()).isFalse();
		second.rollback();
		accept(one, first);
	}

	@Test
	void aFullDatabaseHarmsNothingThatIsInFlight() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction second = insert("two");
		run("PRAGMA max_page_count = " + this.fixture.value("PRAGMA page_count"));
		assertThatThrownBy(() -> run("INSERT INTO note VALUES (hex(randomblob(100000)))")).isInstanceOf(SQLException.class)
			.hasMessageContaining("SQLITE_FULL");
		second.rollback();
		run("PRAGMA max_page_count = 1000000");
		accept(one, first);
	}

	@Test
	void aStatementThatIsInterruptedHarmsNothingThatIsInFlight() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction second = insert("two");
		Future<?> statement = this.writers.submit(() -> {
			run("INSERT INTO note SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
					+ " SELECT i FROM n)");
			return null;
		});
		await().until(() -> {
			this.database.writer().unwrap(SQLiteConnection.class).getDatabase().interrupt();
			return statement.isDone();
		});
		assertThatThrownBy(statement::get).hasMessageContaining("SQLITE_INTERRUPT");
		second.rollback();
		accept(one, first);
	}

	@Test
	void aRollbackOfTheApplicationsHarmsNothingThatIsInFlight() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		insert("two").rollback();
		Future<?> third = tentative("three", 1);
		one.accept();
		first.get();
		this.log.next().accept();
		third.get();
		assertThat(notes()).isEqualTo(2);
		assertSound();
	}

	@Test
	void whoIsInterruptedWhileItWaitsDoesNotKeepItsCommitFromTheLog() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		second.cancel(true);
		Future<?> third = tentative("three", 2);
		one.accept();
		first.get();
		HeldLog.Asked two = this.log.next();
		assertThat(two.commits()).isEqualTo(2);
		two.accept();
		third.get();
		assertThat(notes()).isEqualTo(3);
	}

	@Test
	void whoIsInterruptedWhileItLeadsWaitsForTheAnswerThatOthersNeed() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		Future<?> third = tentative("three", 2);
		one.accept();
		first.get();
		HeldLog.Asked two = this.log.next();
		assertThat(second.cancel(true)).isTrue();
		assertThat(third).isNotDone();
		two.accept();
		third.get();
		assertThat(notes()).isEqualTo(3);
	}

	@Test
	void afterwardsNobodyWaitsThoughTheOneToLeadHasGone() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		second.cancel(true);
		await().until(() -> this.left.size() == 1);
		one.accept();
		this.log.next().accept();
		first.get();
		assertThat(notes()).isEqualTo(2);
		assertThat(this.database.tentative().isInFlight()).isFalse();
	}

	@Test
	void aRecordThatCannotBeWrittenFailsAllThatWait() throws Exception {
		this.fixture.disk.failOnce("write app.db-state");
		assertFailed(commit("one"), "58030");
		accepted("after");
		assertThat(notes()).isEqualTo(1);
		assertSound();
	}

	@Test
	void noMoreAreInFlightThanMayBe() throws Exception {
		this.path = path(2, 1 << 20);
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Future<?> second = tentative("two", 1);
		Future<?> third = commit("three");
		await().until(() -> this.database.lane().waiting() == 1);
		assertThat(third).isNotDone();
		this.log.acceptAll();
		one.accept();
		first.get();
		second.get();
		third.get();
		assertThat(notes()).isEqualTo(3);
	}

	@Test
	void aTransactionThatIsTooLargeIsRolledBackAndTheOneBeforeItIsNot() throws Exception {
		this.path = path(8, 50 * 4120);
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction large = insert("two");
		run("INSERT INTO note SELECT hex(randomblob(3000)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
				+ " FROM n WHERE i < 200) SELECT i FROM n)");
		assertThatThrownBy(large::commit).isInstanceOf(SQLException.class)
			.hasMessageContaining("frameline.write.max-transaction-size")
			.extracting((ex) -> ((SQLException) ex).getSQLState())
			.isEqualTo("54000");
		accept(one, first);
	}

	@Test
	void aLargeTransactionCommitsWhenNothingIsTentative() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		Transaction large = insert("two");
		run("INSERT INTO note SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
				+ " SELECT i FROM n)");
		Future<?> committing = this.writers.submit(committing(large));
		assertThat(this.database.tentative().isTentative()).isTrue();
		assertThat(large.isOpen()).isTrue();
		one.accept();
		first.get();
		this.log.next().accept();
		committing.get();
		assertThat(notes()).isEqualTo(602);
	}

	@Test
	void theLaneIsFreeWhileACommitIsInFlightAndNeededQuietOnlyAfterIt() throws Exception {
		Future<?> first = commit("one");
		HeldLog.Asked one = this.log.next();
		assertThat(this.database.lane().current()).isNull();
		var apply = this.database.lane().enter("apply");
		assertThat(apply).isNotDone();
		one.accept();
		first.get();
		apply.get(10, TimeUnit.SECONDS).close();
	}

	private final BlockingQueue<String> left = new LinkedBlockingQueue<>();

	/** Inserts and commits on another thread. */
	private Future<?> commit(String text) {
		return this.writers.submit(() -> {
			try {
				insert(text).commit();
			}
			finally {
				this.left.add(text);
			}
			return null;
		});
	}

	/** The same, once its commit stands behind {@code before} others that are tentative. */
	private Future<?> tentative(String text, long before) {
		long frames = this.database.tentative().frames();
		assertThat(before).isPositive();
		Future<?> committing = commit(text);
		await().until(() -> this.database.tentative().frames() > frames && this.database.lane().current() == null);
		return committing;
	}

	private static Callable<Void> committing(Transaction transaction) {
		return () -> {
			transaction.commit();
			return null;
		};
	}

	private void accepted(String text) throws Exception {
		Future<?> committing = commit(text);
		this.log.next().accept();
		committing.get();
	}

	private Transaction insert(String text) throws SQLException {
		return this.fixture.insert(this.path, text);
	}

	private static void assertFailed(Future<?> committing, String state) {
		assertThatThrownBy(committing::get).cause()
			.isInstanceOf(SQLException.class)
			.extracting((ex) -> ((SQLException) ex).getSQLState())
			.isEqualTo(state);
	}

	private LoggedWritePath path(int maxInFlight, long maxTransactionSize) {
		return this.fixture.path(this.log, Duration.ofSeconds(30), maxInFlight, maxTransactionSize);
	}

	private void run(String sql) throws SQLException {
		this.fixture.run(sql);
	}

	private int notes() throws SQLException {
		return this.fixture.notes();
	}

	/** The commit goes well, and so does one after it; nothing else is there. */
	private void accept(HeldLog.Asked asked, Future<?> committing) throws Exception {
		asked.accept();
		committing.get();
		assertThat(notes()).isEqualTo(1);
		accepted("after");
		assertThat(notes()).isEqualTo(2);
		assertSound();
	}

	private void assertSound() throws SQLException {
		assertThat(this.fixture.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** A log that answers when the test says so. */
	private static final class HeldLog implements CommitLog {

		private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

		volatile Resolved resolved = new Resolved.Void();

		private volatile boolean acceptsAll;

		/** Answers at once from here on. */
		void acceptAll() {
			this.acceptsAll = true;
		}

		Asked next() throws InterruptedException {
			Asked next = this.asked.poll(30, TimeUnit.SECONDS);
			assertThat(next).as("an append").isNotNull();
			return next;
		}

		@Override
		public CompletionStage<Appended> append(Append append) {
			Asked asked = new Asked(append);
			if (this.acceptsAll) {
				asked.accept();
			}
			this.asked.add(asked);
			return asked.answer;
		}

		@Override
		public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
			return CompletableFuture.completedStage(this.resolved);
		}

		private static final class Asked {

			private final Append append;

			private final CompletableFuture<Appended> answer = new CompletableFuture<>();

			Asked(Append append) {
				this.append = append;
			}

			int commits() throws Exception {
				return Transactions.ends(this.append.frames()).size();
			}

			Mark end() {
				StampedFrames frames = (StampedFrames) this.append.frames();
				return new Mark(this.append.expected().position().plus(frames.count()), new Chain(frames.lastChecksum()));
			}

			void accept() {
				answer(new Appended.Accepted(end()));
			}

			void answer(Appended answer) {
				this.answer.complete(answer);
			}

		}

	}

}
