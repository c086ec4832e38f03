package dev.frameline.database;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Another process has the file open to read, and so keeps the wal-index alive when the node goes and comes back. */
class AttachedProcessTests {

	@TempDir
	Path directory;

	@BeforeEach
	void requireTool() {
		boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "sqlite3")));
		assumeTrue(found, "needs the sqlite3 command-line tool");
	}

	@Test
	void aTentativeCommitIsGoneAfterARestartForTheNodeAndForTheOtherProcess() throws Exception {
		try (Owned owned = Owned.in(this.directory)) {
			owned.commit("UPDATE counter SET n = 1");
			try (Shell shell = new Shell(owned.path)) {
				assertThat(shell.query("SELECT n FROM counter")).isEqualTo("1");
				try (Lane.Turn turn = owned.turn()) {
					owned.commitHidden(turn, "UPDATE counter SET n = 66", "CREATE TABLE mine (a)");
				}
				owned.database.close();
				owned.open();
				owned.commit("UPDATE counter SET n = n + 1");
				assertThat(owned.read("SELECT n FROM counter")).isEqualTo("2");
				assertThat(shell.query("SELECT n FROM counter")).isEqualTo("2");
				assertThat(shell.query("PRAGMA integrity_check")).isEqualTo("ok");
			}
		}
	}

	/** As after a kill between a COMMIT and our put, which leaves the commit's own header in the index. */
	@Test
	void aHeaderThatPromisesMoreThanWasShownIsReplaced() throws Exception {
		try (Owned owned = Owned.in(this.directory)) {
			owned.commit("UPDATE counter SET n = 1");
			try (Shell shell = new Shell(owned.path)) {
				assertThat(shell.query("SELECT n FROM counter")).isEqualTo("1");
				owned.database.close();
				try (Shell other = new Shell(owned.path)) {
					other.query("CREATE TABLE mine (a); UPDATE counter SET n = 66; SELECT 1");
				}
				assertThat(shell.query("SELECT n FROM counter")).isEqualTo("66");
				owned.open();
				assertThat(owned.read("SELECT n FROM counter")).isEqualTo("1");
				owned.commit("UPDATE counter SET n = n + 1", "CREATE TABLE theirs (b)");
				assertThat(owned.read("SELECT n FROM counter")).isEqualTo("2");
				assertThat(owned.read("PRAGMA integrity_check")).isEqualTo("ok");
				assertThat(shell.query("SELECT n FROM counter")).isEqualTo("2");
			}
		}
	}

	/** The command-line tool, kept open. */
	private static final class Shell implements AutoCloseable {

		private final Process process;

		private final Writer input;

		private final BufferedReader output;

		Shell(Path database) throws IOException {
			this.process = new ProcessBuilder("sqlite3", "-batch", database.toString()).redirectErrorStream(true)
				.start();
			this.input = this.process.outputWriter();
			this.output = this.process.inputReader();
			this.input.write("PRAGMA wal_autocheckpoint=0;\n");
			this.input.flush();
			this.output.readLine();
		}

		String query(String sql) throws IOException {
			this.input.write(sql + ";\n");
			this.input.flush();
			return this.output.readLine();
		}

		@Override
		public void close() throws Exception {
			this.input.close();
			this.process.waitFor();
		}

	}

}
