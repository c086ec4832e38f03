package dev.frameline.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

import dev.frameline.Chain;
import dev.frameline.Mark;
import dev.frameline.log.disk.FaultyDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Another file takes the place of the one that is open, while readers are in the middle of something. */
class ReplacementTests {

	@TempDir
	Path directory;

	final FaultyDisk disk = new FaultyDisk();

	Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory, Owned.worldOn(this.disk));
		this.owned.commit("UPDATE counter SET n = 1");
	}

	@AfterEach
	void close() throws Exception {
		this.owned.close();
	}

	@Test
	void readersInTheMiddleOfSomethingGoOnWithTheOldFile() throws Exception {
		try (Connection transaction = this.owned.database.openReader();
				Connection cursor = this.owned.database.openReader();
				Statement statement = cursor.createStatement()) {
			Owned.execute(transaction, "BEGIN");
			assertThat(this.owned.read(transaction, "SELECT n FROM counter")).isEqualTo("1");
			try (ResultSet rows = statement.executeQuery("SELECT id FROM account ORDER BY id")) {
				assertThat(rows.next()).isTrue();
				replace("UPDATE counter SET n = 1000", "DELETE FROM account");
				int last = rows.getInt(1);
				while (rows.next()) {
					last = rows.getInt(1);
				}
				assertThat(last).isEqualTo(300);
			}
			assertThat(Owned.query(transaction, "SELECT n FROM counter")).isEqualTo("1");
			assertThat(Owned.query(transaction, "PRAGMA integrity_check")).isEqualTo("ok");
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1000");
			this.owned.commit("UPDATE counter SET n = n + 1");
			assertThat(Owned.query(transaction, "SELECT n FROM counter")).isEqualTo("1");
			assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1001");
		}
	}

	/** SQLite's last close of a file removes its {@code -wal} and {@code -shm} by name, and these now name others. */
	@Test
	void theLastOfTheOldReadersLeavesTheNewFilesAlone() throws Exception {
		Connection reader = this.owned.database.openReader();
		Owned.execute(reader, "BEGIN");
		this.owned.read(reader, "SELECT n FROM counter");
		replace("UPDATE counter SET n = 1000");
		this.owned.commit("UPDATE counter SET n = n + 1");
		Object wal = fileKey("-wal");
		Object shm = fileKey("-shm");
		Owned.execute(reader, "COMMIT");
		reader.close();
		assertThat(fileKey("-wal")).isEqualTo(wal);
		assertThat(fileKey("-shm")).isEqualTo(shm);
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1002");
		this.owned.database.close();
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1002");
		assertThat(this.owned.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

	private Object fileKey(String suffix) throws Exception {
		return Files.getAttribute(OwnedFile.sibling(this.owned.path, suffix), "unix:ino");
	}

	/** The last close checkpoints the old file and removes its WAL, which its record must allow for. */
	@Test
	void theFileThatWasSetAsideCanBeOpenedLater() throws Exception {
		Path aside = replace("UPDATE counter SET n = 1000");
		assertThat(OwnedFile.sibling(aside, "-wal")).doesNotExist();
		assertOpens(aside);
	}

	@Test
	void theFileThatWasSetAsideUnderAReaderCanBeOpenedLater() throws Exception {
		Path aside;
		try (Connection reader = this.owned.database.openReader()) {
			Owned.execute(reader, "BEGIN");
			this.owned.read(reader, "SELECT n FROM counter");
			aside = replace("UPDATE counter SET n = 1000");
		}
		assertThat(OwnedFile.sibling(aside, "-wal")).exists();
		assertOpens(aside);
	}

	private static void assertOpens(Path aside) throws Exception {
		LocalDatabase opened = LocalDatabase.open("aside", aside, Ownership.take("aside", aside), Owned.WORLD);
		try (opened; Connection reader = opened.openReader()) {
			assertThat(Owned.query(reader, "SELECT n FROM counter")).isEqualTo("1");
			assertThat(opened.position().position()).hasToString("1:1");
		}
	}

	/** A power cut right after the old file was closed must not leave a record that expects its WAL. */
	@Test
	void theRestartOfTheOldWalIsAnnouncedDurablyBeforeItsFileIsSetAside() throws Exception {
		this.disk.operations();
		Path aside = replace("UPDATE counter SET n = 1000");
		assertThat(this.disk.operations()).containsSubsequence("force app.db-state", "force app.db-state",
				"rename " + aside.getFileName());
	}

	private Path replace(String... sql) throws Exception {
		for (String one : sql) {
			Owned.execute(this.owned.twin, one);
		}
		Owned.execute(this.owned.twin, "PRAGMA wal_checkpoint(TRUNCATE)");
		Path base = this.directory.resolve("next.tmp");
		Files.copy(this.owned.twinPath, base);
		try (Lane.Turn turn = this.owned.turn()) {
			return this.owned.database.replace(turn, base, new Identity(null, 2, 0, 0, new Chain(8)),
					Mark.of(2, 0, new Chain(8)), "a test");
		}
	}

}
