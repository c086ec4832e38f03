package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

import dev.frameline.wal.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LocalDatabaseTests {

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

	@Test
	void appliedFramesAreReadAtOnceByOpenReaders() throws Exception {
		try (Connection reader = this.owned.database.openReader()) {
			assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("0");
			for (int i = 1; i <= 50; i++) {
				this.owned.applyFromTwin("UPDATE counter SET n = " + i, "UPDATE account SET pad = randomblob(200)");
				assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("" + i);
			}
			assertThat(this.owned.read(reader, "PRAGMA integrity_check")).isEqualTo("ok");
		}
	}

	@Test
	void aHiddenCommitIsSeenByNobodyUntilItIsPublished() throws Exception {
		try (Connection reader = this.owned.database.openReader(); Lane.Turn turn = this.owned.turn()) {
			Hidden frames = this.owned.commitHidden(turn, "UPDATE counter SET n = 5");
			assertThat(frames.count()).isEqualTo(1);
			assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("0");
			this.owned.database.tentative().publish(frames, this.owned.after(frames.count()));
			assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("5");
		}
		assertThat(this.owned.database.position().position().toString()).isEqualTo("1:1");
	}

	@Test
	void aDiscardedCommitWasNever() throws Exception {
		try (Connection reader = this.owned.database.openReader()) {
			try (Lane.Turn turn = this.owned.turn()) {
				this.owned.commitHidden(turn, "UPDATE counter SET n = 5", "CREATE TABLE mine (a)");
				this.owned.database.tentative().discard();
			}
			assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("0");
			this.owned.commit("UPDATE counter SET n = n + 1");
			assertThat(this.owned.read(reader, "SELECT n FROM counter")).isEqualTo("1");
			assertThat(this.owned.read(reader, "SELECT count(*) FROM sqlite_schema WHERE name = 'mine'")).isEqualTo("0");
			assertThat(this.owned.read(reader, "PRAGMA integrity_check")).isEqualTo("ok");
		}
	}

	@Test
	void localCommitsAndAppliedFramesTakeTurns() throws Exception {
		for (int i = 1; i <= 40; i++) {
			this.owned.commit("UPDATE counter SET n = n + 1");
			try (Lane.Turn turn = this.owned.turn()) {
				if (i % 7 == 0) {
					this.owned.database.checkpoint(turn);
				}
			}
		}
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("40");
		assertThat(this.owned.database.position().position().toString()).isEqualTo("1:40");
	}

	@Test
	void positionSurvivesACloseAndAReopen() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		this.owned.commit("UPDATE counter SET n = 2");
		this.owned.database.close();
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("2");
		assertThat(this.owned.database.position().position().toString()).isEqualTo("1:2");
		this.owned.commit("UPDATE counter SET n = 3");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("3");
	}

	@Test
	void aTentativeCommitIsCutOffByARestart() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path copy;
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = 66");
			copy = this.owned.copyTo(this.directory.resolve("killed"));
			this.owned.database.tentative().discard();
		}
		LocalDatabase reopened = LocalDatabase.open("copy", copy, Ownership.take("copy", copy), Owned.WORLD);
		try (reopened; Connection reader = reopened.openReader()) {
			assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("1");
			assertThat(reopened.position().position().toString()).isEqualTo("1:1");
		}
		// What plain SQLite would have made of the same files
		Path plain = this.owned.copyTo(this.directory.resolve("plain"));
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + plain)) {
			assertThat(Owned.query(connection, "SELECT n FROM counter")).isEqualTo("1");
		}
	}

	@Test
	void aCommitThatChangesNothingHasNoFrames() throws Exception {
		try (Lane.Turn turn = this.owned.turn()) {
			assertThat(this.owned.commitHidden(turn, "DELETE FROM counter WHERE n = 77")).isNull();
		}
		this.owned.commit("UPDATE counter SET n = 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

}
