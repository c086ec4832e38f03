package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Commits are taken back, and the disk does not let their frames go. */
class LeftTailTests {

	private static final String CUT = "truncate app.db-wal";

	@TempDir
	Path directory;

	private final FaultyDisk disk = new FaultyDisk();

	private Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory, Owned.worldOn(this.disk));
		this.owned.commit("UPDATE counter SET n = 1");
	}

	@AfterEach
	void close() throws Exception {
		this.disk.heal();
		this.owned.close();
	}

	@Test
	void whatTheLogHasAcceptedIsPublishedLater() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden accepted = this.owned.commitHidden(turn, "UPDATE counter SET n = 2");
			CommitId id = new CommitId(this.owned.database.origin(), 1);
			this.owned.database.tentative().sending(id, accepted);
			Mark end = this.owned.after(accepted.count());
			this.disk.fail(CUT);
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> this.owned.database.tentative().discardAfter(accepted));
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
			this.disk.heal();
			this.owned.database.tentative().settleHeld(turn, id, end);
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
			assertThat(this.owned.database.stopped()).isNull();
		}
	}

	@Test
	void theTailIsCutBeforeAnythingIsWritten() throws Exception {
		leaveATail();
		this.disk.fail(CUT);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.owned.commit("UPDATE counter SET n = 3"));
		Owned.execute(this.owned.twin, "UPDATE counter SET n = 4");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.owned.apply(this.owned.drain()));
		this.disk.heal();
		this.owned.commit("UPDATE counter SET n = 5");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("5");
		try (DiskFile wal = Owned.WORLD.disk().openRead(OwnedFile.sibling(this.owned.path, "-wal"))) {
			assertThat(wal.size()).isEqualTo(WalScan.length(this.owned.database.file().visible().frames()));
		}
	}

	@Test
	void aRestartCutsTheTail() throws Exception {
		leaveATail();
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		LocalDatabase reopened = LocalDatabase.open("copy", killed, Ownership.take("copy", killed), Owned.WORLD);
		try (reopened; Connection reader = reopened.openReader()) {
			assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("1");
		}
	}

	@Test
	void aDatabaseThatSomebodyElseHasWrittenToKeepsItsWalWhenItIsClosed() throws Exception {
		try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + this.owned.path)) {
			Owned.execute(foreign, "UPDATE counter SET n = 66");
		}
		assertThatExceptionOfType(ForeignWriterException.class)
			.isThrownBy(() -> this.owned.commit("UPDATE counter SET n = 2"));
		Path wal = OwnedFile.sibling(this.owned.path, "-wal");
		this.owned.database.close();
		assertThat(wal).isNotEmptyFile();
	}

	/** Of a commit that was never accepted. */
	private void leaveATail() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			Hidden refused = this.owned.commitHidden(turn, "UPDATE counter SET n = 66");
			this.owned.database.tentative().sending(new CommitId(this.owned.database.origin(), 1), refused);
			this.disk.fail(CUT);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.owned.database.tentative().discard());
			this.disk.heal();
			this.owned.database.tentative().settleVoid(turn, new CommitId(this.owned.database.origin(), 1));
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

}
