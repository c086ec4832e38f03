package dev.frameline.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

import dev.frameline.wal.Frames;
import dev.frameline.wal.WalHeader;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The ways in which applying frames and hiding commits breaks a database when one precaution is missing. Each test
 * fails when that precaution is taken out.
 */
class HazardTests {

	@TempDir
	Path directory;

	Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory);
	}

	@AfterEach
	void close() throws Exception {
		this.owned.close();
	}

	/** The lock connection ends with COMMIT: ROLLBACK would leave it, or the writer, with stale pages. */
	@Test
	void staleWriterAfterApply() throws Exception {
		this.owned.read("SELECT sum(length(pad)) FROM account");
		this.owned.applyFromTwin("CREATE TABLE big (i, b)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
				+ " FROM n WHERE i < 1500) INSERT INTO big SELECT i, randomblob(1000) FROM n");
		for (int i = 1; i <= 20; i++) {
			this.owned.applyFromTwin("UPDATE counter SET n = " + i);
			assertThat(Owned.query(this.owned.database.writer(), "SELECT n FROM counter")).isEqualTo("" + i);
		}
		// The database shrinks under the lock connection, whose page 1 must not claim more pages than there are
		this.owned.applyFromTwin("DROP TABLE big", "VACUUM");
		this.owned.applyFromTwin("UPDATE counter SET n = 21");
		this.owned.commit("UPDATE counter SET n = n + 1", "UPDATE account SET pad = zeroblob(300)");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("22");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** After a checkpoint of everything that could not empty the WAL, SQLite begins it anew inside COMMIT. */
	@Test
	void walRestartInsideAHiddenCommit() throws Exception {
		for (int i = 1; i <= 30; i++) {
			this.owned.applyFromTwin("UPDATE counter SET n = " + i, "UPDATE account SET pad = randomblob(200)");
		}
		backfillWithoutEmptying();
		long salt = saltOfWal();
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden frames = this.owned.commitHidden(turn, "UPDATE counter SET n = -777",
					"UPDATE account SET balance = 0 WHERE id < 100");
			assertThat(saltOfWal()).as("the WAL was begun anew").isNotEqualTo(salt);
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("30");
			assertThat(this.owned.read("SELECT sum(balance) FROM account")).isEqualTo("30000");
			assertThat(this.owned.database.position().position()).isEqualTo(this.owned.after(0).position());
			Path killed = this.owned.copyTo(this.directory.resolve("killed"));
			assertThat(readRecovered(killed)).isEqualTo("30");
			this.owned.database.tentative().publish(frames, this.owned.after(frames.count()));
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("-777");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
		assertThat(readRecovered(this.owned.copyTo(this.directory.resolve("killed-later")))).isEqualTo("-777");
	}

	/** Between the two steps of a checkpoint, and right after the second, whose record is not written yet. */
	@Test
	void aCrashWhileTheWalIsEmptiedLosesNothing() throws Exception {
		for (int i = 1; i <= 30; i++) {
			this.owned.applyFromTwin("UPDATE counter SET n = " + i, "UPDATE account SET pad = randomblob(200)");
		}
		backfillWithoutEmptying();
		Path copied = this.owned.copyTo(this.directory.resolve("copied"));
		assertThat(readRecovered(copied)).isEqualTo("30");
		Path emptied = this.owned.copyTo(this.directory.resolve("emptied"));
		Files.write(OwnedFile.sibling(emptied, "-wal"), new byte[0]);
		assertThat(readRecovered(emptied)).isEqualTo("30");
		this.owned.commit("UPDATE counter SET n = 31");
		assertThat(readRecovered(this.owned.copyTo(this.directory.resolve("later")))).isEqualTo("31");
	}

	@Test
	void discardAfterAWalRestart() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 30", "UPDATE account SET pad = randomblob(200)");
		backfillWithoutEmptying();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = -777");
			this.owned.database.tentative().discard();
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("30");
		this.owned.applyFromTwin("UPDATE counter SET n = 31");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("31");
		assertThat(Owned.query(this.owned.database.writer(), "PRAGMA integrity_check")).isEqualTo("ok");
	}

	private long saltOfWal() throws Exception {
		WalHeader header = WalHeader.decode(Files.readAllBytes(OwnedFile.sibling(this.owned.path, "-wal")));
		assertThat(header).isNotNull();
		return header.salt();
	}

	/** Makes all frames stand in the database file while a reader keeps the WAL from being emptied. */
	private void backfillWithoutEmptying() throws Exception {
		try (Connection reader = this.owned.database.openReader(); Lane.Turn turn = this.owned.turn()) {
			Owned.execute(reader, "BEGIN");
			this.owned.read(reader, "SELECT n FROM counter");
			assertThat(this.owned.database.checkpoint(turn)).as("a reader is in the way").isFalse();
		}
	}

	/** A header half written without SQLite's write lock would make the next reader recover all of the WAL. */
	@Test
	void headersArePutUnderSqlitesWriteLock() throws Exception {
		PutProbe probe = new PutProbe();
		World world = new World(Owned.WORLD.time(), Owned.WORLD.disk(), Owned.WORLD.tasks(), probe,
				Owned.WORLD.chance());
		Files.createDirectories(this.directory.resolve("probed"));
		try (Owned probed = Owned.in(this.directory.resolve("probed"), world)) {
			probe.watch(probed.path);
			probed.commit("UPDATE counter SET n = 1");
			assertThat(probe.locked).as("before and after the header is hidden, and published").isEqualTo(4);
			probed.applyFromTwin("UPDATE counter SET n = 2");
			assertThat(probe.locked).as("applied").isEqualTo(6);
			assertThat(probe.unlocked).isZero();
			probe.close();
		}
	}

	/** A schema cookie is used twice: by a commit that was refused, and by the one in its place. */
	@Test
	void schemaCookieUsedTwice() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "CREATE TABLE mine (a, b)", "INSERT INTO mine VALUES (1, 2)");
			this.owned.database.tentative().discard();
		}
		this.owned.applyFromTwin("CREATE TABLE theirs (x INTEGER, y TEXT NOT NULL, z)",
				"INSERT INTO theirs VALUES (1, 'one', 2)");
		assertThatThrownBy(() -> this.owned.commit("INSERT INTO mine VALUES (3, 4)")).isInstanceOf(SQLException.class)
			.hasMessageContaining("no such table: mine");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.rollback(turn);
		}
		assertThat(this.owned.read("SELECT count(*) FROM theirs")).isEqualTo("1");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** A node that only applies has to empty its WAL itself: no SQLite writer ever begins it anew. */
	@Test
	void theWalOfANodeThatOnlyAppliesDoesNotGrowForever() throws Exception {
		long largest = 0;
		for (int i = 1; i <= 300; i++) {
			this.owned.applyFromTwin("UPDATE account SET pad = randomblob(200)");
			largest = Math.max(largest, this.owned.database.walSize());
		}
		assertThat(this.owned.database.position().position().frame()).isGreaterThan(4000);
		assertThat(largest).isLessThan(1100 * 4120);
	}

	@Test
	void aForeignWriterIsNoticedBeforeATransactionBegins() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		writeFromElsewhere("UPDATE counter SET n = 99");
		assertThatThrownBy(() -> this.owned.commit("UPDATE counter SET n = n + 1"))
			.isInstanceOf(ForeignWriterException.class)
			.hasMessageContaining("somebody else has written");
		assertThat(this.owned.database.stopped()).isNotNull();
	}

	/** Nothing of ours is written on top of what somebody else wrote, not even hidden. */
	@Test
	void aForeignWriterIsNoticedBeforeAnythingIsWritten() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		Owned.execute(this.owned.twin, "UPDATE counter SET n = 2");
		Frames frames = this.owned.drain();
		writeFromElsewhere("UPDATE counter SET n = 99");
		try (Lane.Turn turn = this.owned.turn()) {
			OwnedFile file = this.owned.database.file();
			long size = file.walSize();
			assertForeign(file.transactions()::begin);
			assertForeign(() -> file.transactions().runAlone("VACUUM"));
			assertForeign(() -> file.apply(frames, (salt) -> {
			}, (next) -> {
			}));
			assertForeign(file::checkpoint);
			assertThat(file.walSize()).isEqualTo(size);
			assertThat(file.isTentative()).isFalse();
		}
	}

	@Test
	void aForeignWriterIsNoticedBeforeACommitIsTakenBack() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden commit = this.owned.commitHidden(turn, "UPDATE counter SET n = 100");
			writeFromElsewhere("UPDATE counter SET n = 99");
			assertForeign(() -> this.owned.database.tentative().discard());
		}
		assertThat(this.owned.database.stopped()).isNotNull();
	}

	private static void assertForeign(ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOf(ForeignWriterException.class);
	}

	@Test
	void aForeignWriterIsNoticedBeforeACommitIsPublished() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden commit = this.owned.commitHidden(turn, "UPDATE counter SET n = 100");
			writeFromElsewhere("UPDATE counter SET n = 99");
			assertThatThrownBy(() -> this.owned.database.tentative().publish(commit, this.owned.after(1)))
				.isInstanceOf(ForeignWriterException.class);
		}
		assertThat(this.owned.database.stopped()).isNotNull();
	}

	@Test
	void aForeignCheckpointUnderATentativeCommitIsNoticed() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden commit = this.owned.commitHidden(turn, "UPDATE counter SET n = 100");
			writeFromElsewhere("PRAGMA wal_checkpoint(TRUNCATE)");
			assertThatThrownBy(() -> this.owned.database.tentative().publish(commit, this.owned.after(1)))
				.isInstanceOf(ForeignWriterException.class);
		}
	}

	/** Hazards 2, 5 and 7 need something tentative below a running transaction. There never is. */
	@Test
	void noTransactionStartsWhileSomethingIsTentative() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = 1");
			assertThatThrownBy(() -> this.owned.database.begin(turn)).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("tentative");
			Owned.execute(this.owned.twin, "UPDATE counter SET n = 2");
			assertThatThrownBy(() -> this.owned.database.apply(turn, this.owned.drain(), this.owned.after(1)))
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("tentative");
			assertThatThrownBy(() -> this.owned.database.checkpoint(turn)).isInstanceOf(IllegalStateException.class);
			this.owned.database.tentative().discard();
		}
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

	/** With nothing tentative below, SQLite may roll back by itself in the middle of a statement. */
	@Test
	void anAutomaticRollbackHarmsNothing() throws Exception {
		this.owned.applyFromTwin("CREATE TABLE d (x UNIQUE)", "INSERT INTO d VALUES (3)");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			Owned.execute(this.owned.database.writer(), "UPDATE counter SET n = 50");
			assertThatThrownBy(
					() -> Owned.execute(this.owned.database.writer(), "INSERT OR ROLLBACK INTO d VALUES (3)"))
				.isInstanceOf(SQLException.class);
			assertThat(this.owned.database.isInTransaction()).isFalse();
		}
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** A discarded commit that comes back from the log, byte for byte, must not lead a recovery on to a later one. */
	@Test
	void aStaleTailIsCutByADiscard() throws Exception {
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		long size = this.owned.database.walSize();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = 51");
			this.owned.database.tentative().discard();
		}
		assertThat(this.owned.database.walSize()).isEqualTo(size);
	}

	/** Large transactions spill into the WAL before they commit; readers do not see that. */
	@Test
	void aTransactionMaySpill() throws Exception {
		Owned.execute(this.owned.database.writer(), "PRAGMA cache_size = -400");
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.begin(turn);
			Owned.execute(this.owned.database.writer(), "CREATE TABLE huge AS WITH RECURSIVE n(i) AS (SELECT 1 UNION"
					+ " ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, randomblob(3500) b FROM n");
			assertThat(this.owned.database.walSize()).as("spilled").isGreaterThan(1000 * 4120);
			assertThat(this.owned.read("SELECT count(*) FROM sqlite_schema WHERE name = 'huge'")).isEqualTo("0");
			Hidden frames = this.owned.database.commitHidden(turn);
			assertThat(this.owned.read("SELECT count(*) FROM sqlite_schema WHERE name = 'huge'")).isEqualTo("0");
			this.owned.database.tentative().publish(frames, this.owned.after(frames.count()));
		}
		assertThat(this.owned.read("SELECT count(*) FROM huge")).isEqualTo("3000");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** SQLite's own checkpoint after a large commit would copy into the database file what the log may refuse. */
	@Test
	void aHiddenCommitIsNotCheckpointed() throws Exception {
		long size = Files.size(this.owned.path);
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden frames = this.owned.commitHidden(turn, "CREATE TABLE huge AS WITH RECURSIVE n(i) AS (SELECT 1 UNION"
					+ " ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i, randomblob(3500) b FROM n");
			assertThat(frames.count()).as("more than SQLite checkpoints after").isGreaterThan(1000);
			assertThat(Files.size(this.owned.path)).isEqualTo(size);
			this.owned.database.tentative().discard();
		}
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	/** Looks whether SQLite's write lock is held whenever the guard is entered exclusively. */
	private static final class PutProbe implements Waiting {

		private final Waiting real = Owned.WORLD.waiting();

		private Connection connection;

		int locked;

		int unlocked;

		void watch(Path path) throws SQLException {
			this.connection = DriverManager.getConnection("jdbc:sqlite:" + path);
			Owned.execute(this.connection, "PRAGMA busy_timeout = 0");
		}

		void close() throws SQLException {
			this.connection.close();
			this.connection = null;
		}

		private void look() {
			if (this.connection == null) {
				return;
			}
			try {
				Owned.execute(this.connection, "BEGIN IMMEDIATE");
				Owned.execute(this.connection, "COMMIT");
				this.unlocked++;
			}
			catch (SQLException ex) {
				assertThat(ex.getMessage()).contains("SQLITE_BUSY");
				this.locked++;
			}
		}

		@Override
		public <T> T await(CompletionStage<T> stage, Duration atMost)
				throws InterruptedException, TimeoutException, ExecutionException {
			return this.real.await(stage, atMost);
		}

		@Override
		public void pause(Duration time) throws InterruptedException {
			this.real.pause(time);
		}

		@Override
		public ReadWriteLock newGuard() {
			ReadWriteLock guard = this.real.newGuard();
			return new ReadWriteLock() {

				@Override
				public Lock readLock() {
					return guard.readLock();
				}

				@Override
				public Lock writeLock() {
					look();
					return guard.writeLock();
				}

			};
		}

	}

	private void writeFromElsewhere(String sql) throws SQLException {
		try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + this.owned.path)) {
			Owned.execute(foreign, sql);
		}
	}

	private static String readRecovered(Path path) throws Exception {
		LocalDatabase reopened = LocalDatabase.open("copy", path, Ownership.take("copy", path), Owned.WORLD);
		try (reopened; Connection reader = reopened.openReader()) {
			return Owned.query(reader, "SELECT n FROM counter");
		}
	}

}
