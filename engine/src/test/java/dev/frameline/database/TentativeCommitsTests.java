package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several commits behind the visible ones: begun, shown and taken back one behind the other. */
class TentativeCommitsTests {

	@TempDir
	Path directory;

	Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory);
		this.owned.commit("CREATE TABLE note (text TEXT PRIMARY KEY)", "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
				"CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
	}

	@AfterEach
	void close() throws Exception {
		this.owned.close();
	}

	@Test
	void eachTransactionSeesTheTentativeOnesBeforeItAndNobodyElseDoes() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = n + 1");
		Hidden second = tentative("UPDATE counter SET n = n + 1", "INSERT INTO note SELECT 'saw ' || n FROM counter");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
		this.owned.database.tentative().publish(first, this.owned.after(first.count()));
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("SELECT count(*) FROM note")).isEqualTo("0");
		Hidden third = tentative("UPDATE counter SET n = n + 1");
		this.owned.database.tentative().publish(third, this.owned.after(second.count() + third.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("3");
		assertThat(this.owned.read("SELECT text FROM note")).isEqualTo("saw 2");
		assertSound();
	}

	@Test
	void theFramesOfManyAreOneRun() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = n + 1");
		tentative("UPDATE account SET pad = randomblob(200)");
		Hidden last = tentative("UPDATE counter SET n = n + 1");
		assertThat(first.framesTo(last).count()).isEqualTo(this.owned.database.tentative().frames());
		discard();
	}

	@Test
	void allThatIsTentativeIsDiscardedAtOnce() throws Exception {
		tentative("UPDATE counter SET n = 5", "CREATE TABLE mine (a)");
		tentative("INSERT INTO mine VALUES (1)", "UPDATE account SET balance = 0");
		discard();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
		this.owned.applyFromTwin("CREATE TABLE theirs (x, y)", "INSERT INTO theirs VALUES (1, 2)");
		assertThatThrownBy(() -> this.owned.commit("INSERT INTO mine VALUES (2)")).hasMessageContaining("no such table");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.rollback(turn);
		}
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("SELECT sum(balance) FROM account")).isEqualTo("30000");
		assertSound();
	}

	@Test
	void whatComesAfterACommitIsDiscardedAndTheCommitIsPublished() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1", "CREATE TABLE kept (a)");
		tentative("UPDATE counter SET n = 2", "CREATE TABLE dropped (a)", "UPDATE account SET balance = 0");
		this.owned.database.tentative().discardAfter(first);
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
		this.owned.database.tentative().publish(first, this.owned.after(first.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		this.owned.commit("INSERT INTO kept VALUES (1)", "UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT count(*) FROM sqlite_schema WHERE name = 'dropped'")).isEqualTo("0");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertSound();
	}

	@Test
	void aRollbackLeavesTheTentativeCommitsBeforeIt() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1");
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			Owned.execute(writer(), "UPDATE counter SET n = 99");
			Owned.execute(writer(), "CREATE TABLE gone (a)");
			this.owned.database.rollback(turn);
		}
		Hidden second = tentative("UPDATE counter SET n = n + 1");
		this.owned.database.tentative().publish(second, this.owned.after(first.count() + second.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertSound();
	}

	/** SQLite rolls back by itself and clears the index of the tentative commits. */
	@Test
	void aRollbackInTheMiddleOfAStatementLeavesTheTentativeCommitsBeforeIt() throws Exception {
		Hidden first = tentative("INSERT INTO note VALUES ('one')", "UPDATE account SET pad = randomblob(300)",
				"UPDATE counter SET n = 1");
		rolledBackByItself();
		this.owned.database.tentative().publish(first, this.owned.after(first.count()));
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("SELECT text FROM note")).isEqualTo("one");
		assertSound();
		this.owned.database.tentative().landed();
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
	}

	@Test
	void aCommitFollowsARollbackInTheMiddleOfAStatement() throws Exception {
		Hidden first = tentative("INSERT INTO note VALUES ('one')", "UPDATE counter SET n = 1");
		rolledBackByItself();
		Hidden second = tentative("UPDATE counter SET n = n + 1");
		rolledBackByItself();
		this.owned.database.tentative().publish(second, this.owned.after(first.count() + second.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertSound();
	}

	@Test
	void allIsDiscardedAfterARollbackInTheMiddleOfAStatement() throws Exception {
		tentative("INSERT INTO note VALUES ('one')", "UPDATE counter SET n = 1");
		rolledBackByItself();
		discard();
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("SELECT count(*) FROM note")).isEqualTo("0");
		assertSound();
	}

	@Test
	void aCommitThatIsRefusedGoesOnBehindTentativeOnes() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1");
		Hidden second;
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			Owned.execute(writer(), "INSERT INTO child VALUES (7)");
			assertThatThrownBy(() -> this.owned.database.commitHidden(turn)).isInstanceOf(SQLException.class)
				.hasMessageContaining("FOREIGN KEY");
			assertThat(this.owned.database.isInTransaction()).isTrue();
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
			Owned.execute(writer(), "INSERT INTO parent VALUES (7)");
			second = this.owned.database.commitHidden(turn);
		}
		this.owned.database.tentative().publish(second, this.owned.after(first.count() + second.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT id FROM child")).isEqualTo("7");
		assertSound();
	}

	@Test
	void aCommitIsPublishedWhileTheNextTransactionRuns() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1", "UPDATE account SET pad = randomblob(300)");
		Hidden second;
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			Owned.execute(writer(), "UPDATE counter SET n = n + 1");
			this.owned.database.tentative().publish(first, this.owned.after(first.count()));
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
			Owned.execute(writer(), "UPDATE account SET pad = randomblob(300)");
			second = this.owned.database.commitHidden(turn);
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		this.owned.database.tentative().publish(second, this.owned.after(second.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertSound();
	}

	/** A header that is put while SQLite rolls back in the middle of a statement would show frames without their index. */
	@Test
	void aCommitIsPublishedBetweenTwoCallsOnTheWriter() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1");
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		Function.create(writer(), "held", new Function() {

			@Override
			protected void xFunc() throws SQLException {
				running.countDown();
				await(goOn);
				result(1);
			}

		});
		AtomicBoolean published = new AtomicBoolean();
		Thread publishing = new Thread(() -> publish(first, published));
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			Thread statement = new Thread(() -> run("UPDATE counter SET n = n + held()"));
			statement.start();
			await(running);
			publishing.start();
			while (publishing.getState() != Thread.State.BLOCKED) {
				Thread.onSpinWait();
			}
			assertThat(published).isFalse();
			goOn.countDown();
			statement.join();
			publishing.join();
			assertThat(published).isTrue();
			this.owned.database.rollback(turn);
		}
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertSound();
	}

	/** SQLite would write changed pages over the tentative frames. */
	@Test
	void aTransactionBehindTentativeOnesDoesNotSpill() throws Exception {
		Owned.execute(writer(), "PRAGMA cache_size = -400");
		Hidden first = tentative("UPDATE counter SET n = 1", "UPDATE account SET pad = randomblob(300)");
		Hidden second;
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			long size = this.owned.database.walSize();
			Owned.execute(writer(), "CREATE TABLE huge AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
					+ " WHERE i < 1000) SELECT i, randomblob(3500) b FROM n");
			Owned.execute(writer(), "UPDATE account SET pad = zeroblob(300)");
			assertThat(this.owned.database.walSize()).isEqualTo(size);
			second = this.owned.database.commitHidden(turn);
		}
		this.owned.database.tentative().publish(first, this.owned.after(first.count()));
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("SELECT count(*) FROM account WHERE pad = zeroblob(300)")).isEqualTo("0");
		this.owned.database.tentative().publish(second, this.owned.after(second.count()));
		this.owned.database.tentative().landed();
		assertThat(this.owned.read("SELECT count(*) FROM huge")).isEqualTo("1000");
		assertSound();
		this.owned.commit("UPDATE counter SET n = 3");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("3");
	}

	@Test
	void whatWasNotSentIsGoneAfterARestart() throws Exception {
		Hidden first = tentative("UPDATE counter SET n = 1");
		tentative("UPDATE counter SET n = 2");
		this.owned.database.tentative().publish(first, this.owned.after(first.count()));
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		discard();
		try (LocalDatabase reopened = LocalDatabase.open("copy", killed, Ownership.take("copy", killed), Owned.WORLD);
				Connection reader = reopened.openReader()) {
			assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("1");
		}
	}

	@Test
	void whoWaitsForAQuietLaneIsNotOvertaken() throws Exception {
		tentative("UPDATE counter SET n = 1");
		var quiet = this.owned.database.lane().enter("apply");
		var behind = this.owned.database.lane().enterBehind("writer", () -> true);
		assertThat(quiet).isNotDone();
		assertThat(behind).isNotDone();
		discard();
		assertThat(quiet).isDone();
		assertThat(behind).isNotDone();
		quiet.join().close();
		behind.join().close();
	}

	private void rolledBackByItself() throws Exception {
		try (Lane.Turn turn = behind()) {
			this.owned.database.begin(turn);
			Owned.execute(writer(), "INSERT INTO note VALUES ('two')");
			assertThatThrownBy(() -> Owned.execute(writer(), "INSERT OR ROLLBACK INTO note VALUES ('two')"))
				.isInstanceOf(SQLException.class);
			assertThat(this.owned.database.isInTransaction()).isFalse();
		}
	}

	private Hidden tentative(String... sql) throws Exception {
		try (Lane.Turn turn = behind()) {
			Hidden commit = this.owned.commitHidden(turn, sql);
			this.owned.database.tentative().inFlight(turn);
			return commit;
		}
	}

	private Lane.Turn behind() {
		return this.owned.database.lane().enterBehind("test", () -> true).join();
	}

	private void discard() throws Exception {
		this.owned.database.tentative().discard();
		this.owned.database.tentative().landed();
		this.owned.database.lane().proceed();
	}

	private Connection writer() {
		return this.owned.database.writer();
	}

	private void run(String sql) {
		try {
			Owned.execute(writer(), sql);
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

	private void publish(Hidden commit, AtomicBoolean published) {
		try {
			this.owned.database.tentative().publish(commit, this.owned.after(commit.count()));
			published.set(true);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void assertSound() throws SQLException {
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

}
