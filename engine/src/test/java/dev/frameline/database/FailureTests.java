package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.Frames;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What fails half way: nobody sees what is tentative, readers go on, and the file goes on or says why not. */
class FailureTests {

	@TempDir
	Path directory;

	final FaultyDisk disk = new FaultyDisk();

	Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory, Owned.worldOn(this.disk));
	}

	@AfterEach
	void close() throws Exception {
		this.disk.heal();
		this.owned.close();
	}

	/** SQLite begins the WAL anew when a transaction spills, and does not take that back when it is rolled back. */
	@Test
	void aWalBegunAnewByATransactionThatIsRolledBackIsNotTakenForAForeignWriter() throws Exception {
		backfillWithoutEmptying();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			spill();
			this.owned.database.rollback(turn);
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("30");
		this.owned.commit("UPDATE counter SET n = 31");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("31");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void framesAreAppliedToAWalBegunAnewByATransactionThatWasRolledBack() throws Exception {
		backfillWithoutEmptying();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			spill();
			this.owned.database.rollback(turn);
		}
		this.owned.applyFromTwin("UPDATE counter SET n = 31");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("31");
		this.owned.database.close();
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("31");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void aCommitRefusedAfterTheWalWasBegunAnewLeavesTheTransactionOpen() throws Exception {
		this.owned.applyFromTwin("CREATE TABLE parent (id INTEGER PRIMARY KEY)",
				"CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
		backfillWithoutEmptying();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			Owned.execute(this.owned.database.writer(), "INSERT INTO child VALUES (7)");
			spill();
			assertThatThrownBy(() -> this.owned.database.commitHidden(turn)).isInstanceOf(SQLException.class)
				.hasMessageContaining("FOREIGN KEY");
			assertThat(this.owned.database.isInTransaction()).isTrue();
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("30");
			Owned.execute(this.owned.database.writer(), "INSERT INTO parent VALUES (7)");
			Hidden frames = this.owned.database.commitHidden(turn);
			this.owned.database.tentative().publish(frames, this.owned.after(frames.count()));
		}
		assertThat(this.owned.read("SELECT id FROM child")).isEqualTo("7");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** Makes all frames stand in the database file while a reader keeps the WAL from being emptied. */
	private void backfillWithoutEmptying() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 30");
		try (Connection reader = this.owned.database.openReader(); Lane.Turn turn = this.owned.turn()) {
			Owned.execute(reader, "BEGIN");
			this.owned.read(reader, "SELECT n FROM counter");
			assertThat(this.owned.database.checkpoint(turn)).as("a reader is in the way").isFalse();
		}
	}

	private void spill() throws Exception {
		Owned.execute(this.owned.database.writer(), "PRAGMA cache_size = -400");
		Owned.execute(this.owned.database.writer(), "CREATE TABLE huge AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
				+ " SELECT i + 1 FROM n WHERE i < 500) SELECT i, randomblob(3500) b FROM n");
	}

	@Test
	void anAcceptedCommitThatCouldNotBeRecordedIsPublishedLater() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden frames = this.owned.commitHidden(turn, "UPDATE counter SET n = 1");
			CommitId id = new CommitId(this.owned.database.origin(), 1);
			this.owned.database.tentative().sending(id, frames);
			Mark end = this.owned.after(frames.count());
			this.disk.failOnce("write app.db-state");
			assertThatThrownBy(() -> this.owned.database.tentative().publish(frames, end)).isInstanceOf(IOException.class);
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
			assertThat(this.owned.database.tentative().unsettled()).isEqualTo(new Unsettled(id, true));
			this.owned.database.tentative().settleHeld(turn, id, end);
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
			assertThat(this.owned.database.stopped()).isNull();
		}
	}

	/** The commit is accepted and visible by then: whoever made it must not take it for failed. */
	@Test
	void aCheckpointThatFailsDoesNotFailTheCommitBeforeIt() throws Exception {
		this.owned.applyFromTwin("UPDATE account SET pad = zeroblob(3000)");
		this.disk.fail("force app.db-state");
		for (int i = 0; i < 10; i++) {
			this.owned.commit("UPDATE account SET pad = randomblob(3000)", "UPDATE counter SET n = n + 1");
		}
		assertThat(this.owned.database.walSize()).isGreaterThan(1000 * 4120);
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("10");
		this.disk.heal();
		for (int i = 0; i < 10; i++) {
			this.owned.commit("UPDATE account SET pad = randomblob(3000)", "UPDATE counter SET n = n + 1");
		}
		assertThat(this.owned.database.walSize()).isLessThan(2000 * 4120);
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** A later recovery would take them for committed. */
	@Test
	void framesThatCouldNotBeAppliedAreCutOff() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		long size = this.owned.database.walSize();
		Owned.execute(this.owned.twin, "UPDATE counter SET n = 2");
		Frames frames = this.owned.drain();
		this.disk.failOnce("write app.db-state");
		assertThatThrownBy(() -> this.owned.apply(frames)).isInstanceOf(IOException.class);
		assertThat(this.owned.database.walSize()).isEqualTo(size);
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		this.owned.apply(frames);
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
	}

	@Test
	void whatARefusedCommitHasWrittenIsCutOff() throws Exception {
		this.owned.applyFromTwin("CREATE TABLE d (x UNIQUE)", "INSERT INTO d VALUES (3)");
		long size = this.owned.database.walSize();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			spill();
			assertThatThrownBy(
					() -> Owned.execute(this.owned.database.writer(), "INSERT OR ROLLBACK INTO d VALUES (3)"))
				.isInstanceOf(SQLException.class);
			assertThat(this.owned.database.walSize()).as("spilled").isGreaterThan(size);
			assertThatThrownBy(() -> this.owned.database.commitHidden(turn)).isInstanceOf(SQLException.class)
				.hasMessageContaining("no transaction is active");
		}
		assertThat(this.owned.database.walSize()).isEqualTo(size);
		this.owned.commit("UPDATE counter SET n = 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

	/** Whoever has SQLite's write lock by force keeps the commit from being taken back, but no reader from reading. */
	@Test
	void aCommitThatCannotBeTakenBackStopsWritingAndARestartTakesItBack() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn(); Connection foreign = foreign()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = 66");
			Owned.execute(foreign, "BEGIN IMMEDIATE");
			assertThatThrownBy(() -> this.owned.database.tentative().discard()).isInstanceOf(SQLException.class);
			assertThat(this.owned.database.stopped()).contains("could not be taken back");
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		}
		this.owned.database.close();
		this.owned.open();
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
	}

	/** Right after SQLite's COMMIT its header stands in the index. It must not stay there, whatever fails then. */
	@Test
	void readersGoOnIfACommitCannotBeHiddenUnderTheLock() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			Owned.execute(this.owned.database.writer(), "UPDATE counter SET n = 66");
			assertThat(this.owned.database.file()).extracting("lock.connection").satisfies((lock) -> ((Connection) lock).close());
			assertThatThrownBy(() -> this.owned.database.commitHidden(turn)).isInstanceOf(SQLException.class);
			assertThat(this.owned.database.stopped()).contains("could not be taken back");
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		}
		this.owned.database.close();
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

	private Connection foreign() throws SQLException {
		Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + this.owned.path);
		Owned.execute(foreign, "PRAGMA busy_timeout = 0");
		return foreign;
	}

	@Test
	void aReplacementThatFailsHalfWayStopsWriting() throws Exception {
		Path base = Files.createFile(this.directory.resolve("next.tmp"));
		try (Lane.Turn turn = this.owned.turn()) {
			this.disk.fail("rename app.db");
			assertThatThrownBy(() -> this.owned.database.replace(turn, base,
					new Identity(null, 2, 0, 0, new Chain(8)), Mark.of(2, 0, new Chain(8)), "a test"))
				.isInstanceOf(IOException.class);
			assertThat(this.owned.database.stopped()).contains("half way");
		}
	}

	/** An interrupt closes the channel that a thread uses; nothing here may be one. */
	@Test
	void interruptedThreadsCommitAndApply() throws Exception {
		Thread.currentThread().interrupt();
		try {
			for (int i = 0; i < 20; i++) {
				this.owned.applyFromTwin("UPDATE account SET pad = randomblob(3000)");
			}
			this.owned.commit("UPDATE counter SET n = 1");
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** A power cut must not leave old frames behind a header that fits them. */
	@Test
	void theHeaderOfAFreshWalIsForcedBeforeItsFirstFrame() throws Exception {
		this.disk.operations();
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		assertThat(this.disk.operations()).containsSubsequence("force app.db-state", "write app.db-wal",
				"force app.db-wal", "write app.db-wal", "write app.db-state");
	}

	@Test
	void aRestartOfTheWalIsAnnouncedDurablyBeforeACheckpointAndBeforeAClose() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		this.disk.operations();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.checkpoint(turn);
		}
		assertThat(this.disk.operations()).containsSubsequence("force app.db-state", "force app.db-state");
		this.owned.database.close();
		assertThat(this.disk.operations()).containsSubsequence("force app.db-state", "force app.db-state");
		this.owned.open();
	}

	/** SQLite's last close would empty and remove the WAL, which a record that says nothing of it would miss. */
	@Test
	void aCloseThatCannotAnnounceARestartLeavesTheWal() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		this.disk.fail("write app.db-state");
		assertThatThrownBy(() -> this.owned.database.close()).isInstanceOf(IOException.class);
		this.disk.heal();
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	@Test
	void anOpeningThatCannotRecordWhatItRecoveredLeavesTheWal() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		FaultyDisk failing = new FaultyDisk();
		failing.fail("force app.db-state");
		World world = Owned.worldOn(failing);
		try (Ownership ownership = Ownership.take("copy", killed)) {
			assertThatThrownBy(() -> LocalDatabase.open("copy", killed, ownership, world)).isInstanceOf(IOException.class);
		}
		LocalDatabase reopened = LocalDatabase.open("copy", killed, Ownership.take("copy", killed), Owned.WORLD);
		try (reopened; Connection reader = reopened.openReader()) {
			assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("1");
		}
	}

	/** A foreign checkpoint makes SQLite begin the WAL anew within the next transaction, at once if it spills. */
	@Test
	void aRestartIsAnnouncedBeforeATransactionThatMayBringIt() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 30");
		try (Connection foreign = foreign()) {
			Owned.query(foreign, "PRAGMA wal_checkpoint(PASSIVE)");
		}
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			spill();
			Path killed = this.owned.copyTo(this.directory.resolve("killed"));
			LocalDatabase reopened = LocalDatabase.open("copy", killed, Ownership.take("copy", killed), Owned.WORLD);
			try (reopened; Connection reader = reopened.openReader()) {
				assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("30");
			}
			this.owned.database.rollback(turn);
		}
	}

	@Test
	void aCommitInFlightIsUnsettledAfterARestart() throws Exception {
		CommitId id = new CommitId(new UUID(1, 2), 5);
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden commit = this.owned.commitHidden(turn, "UPDATE counter SET n = 66");
			this.owned.database.tentative().sending(id, commit);
		}
		this.owned.database.close();
		this.owned.open();
		assertThat(this.owned.database.tentative().unsettled()).isEqualTo(new Unsettled(id, false));
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("0");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.tentative().settleVoid(turn, id);
			assertThat(this.owned.database.tentative().unsettled()).isNull();
		}
	}

	@Test
	void aDiscardedCommitIsNoLongerInFlight() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden commit = this.owned.commitHidden(turn, "UPDATE counter SET n = 66");
			this.owned.database.tentative().sending(new CommitId(this.owned.database.origin(), 1), commit);
			this.owned.database.tentative().discard();
			assertThat(this.owned.database.tentative().unsettled()).isNull();
		}
	}

}
