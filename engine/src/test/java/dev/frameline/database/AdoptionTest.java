package dev.frameline.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.world.Disk;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AdoptionTest {

	@TempDir
	Path temp;

	ScheduledExecutorService executor;

	World world;

	Path path;

	@BeforeEach
	void makeTheWorld() {
		this.executor = Executors.newSingleThreadScheduledExecutor();
		this.world = World.system(this.executor);
		this.path = this.temp.resolve("app.db");
	}

	@AfterEach
	void stopTheExecutor() {
		this.executor.shutdownNow();
	}

	@Test
	void anAbsentDatabaseBecomesOnePage() throws Exception {
		this.path = this.temp.resolve("new").resolve("app.db");
		Adoption.adopt("notes", this.path, this.world);
		assertThat(this.path).hasSize(4096);
		assertAdopted();
	}

	@Test
	void anEmptyFileBecomesOnePage() throws Exception {
		Files.createFile(this.path);
		Adoption.adopt("notes", this.path, this.world);
		assertThat(this.path).hasSize(4096);
		assertAdopted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "DELETE", "PERSIST", "TRUNCATE", "WAL" })
	void aDatabaseOfAnyJournalModeIsAdoptedWithItsRows(String mode) throws Exception {
		execute("PRAGMA journal_mode=" + mode, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)");
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
		assertThat(count("t")).isEqualTo(2);
	}

	@Test
	void adoptingAgainChangesNothing() throws Exception {
		execute("CREATE TABLE t (x)");
		Adoption.adopt("notes", this.path, this.world);
		byte[] bytes = Files.readAllBytes(this.path);
		Adoption.adopt("notes", this.path, this.world);
		assertThat(Files.readAllBytes(this.path)).isEqualTo(bytes);
	}

	@Test
	void aWalThatACrashLeftIsBroughtHome() throws Exception {
		Path crashed = this.temp.resolve("crashed.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + crashed);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode=WAL");
			statement.execute("CREATE TABLE t (x)");
			statement.execute("INSERT INTO t VALUES (1)");
			Files.copy(crashed, this.path);
			Files.copy(this.temp.resolve("crashed.db-wal"), this.temp.resolve("app.db-wal"));
		}
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
		assertThat(count("t")).isEqualTo(1);
	}

	@Test
	void aHotJournalIsRolledBack() throws Exception {
		Path crashed = this.temp.resolve("crashed.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + crashed);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE t (x)");
			statement.execute("INSERT INTO t VALUES (1)");
			statement.execute("PRAGMA cache_size=1");
			statement.execute("BEGIN");
			statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
					+ "INSERT INTO t SELECT randomblob(1000) FROM n");
			Files.copy(crashed, this.path);
			Files.copy(this.temp.resolve("crashed.db-journal"), this.temp.resolve("app.db-journal"));
			statement.execute("ROLLBACK");
		}
		assertThat(this.path).satisfies((file) -> assertThat(Files.size(file)).isGreaterThan(100_000));
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
		assertThat(count("t")).isEqualTo(1);
		assertThat(this.temp.resolve("app.db-journal")).doesNotExist();
	}

	@Test
	void somethingElseIsNotTouched() throws Exception {
		String text = "This is no database. ".repeat(500);
		Files.writeString(this.path, text);
		assertThatExceptionOfType(NotADatabaseException.class)
			.isThrownBy(() -> Adoption.adopt("notes", this.path, this.world))
			.withMessageStartingWith("Database 'notes': ");
		assertThat(this.path).hasContent(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "page_size=8192", "auto_vacuum=FULL" })
	void whatCannotBeReplicatedKeepsItsBytes(String pragma) throws Exception {
		execute("PRAGMA " + pragma, "CREATE TABLE t (x)");
		byte[] bytes = Files.readAllBytes(this.path);
		assertThatExceptionOfType(UnsupportedDatabaseException.class)
			.isThrownBy(() -> Adoption.adopt("notes", this.path, this.world));
		assertThat(Files.readAllBytes(this.path)).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "DELETE", "WAL" })
	@EnabledOnOs(OS.LINUX)
	void anIdleConnectionOfThisProcessIsNamed(String mode) throws Exception {
		execute("PRAGMA journal_mode=" + mode, "CREATE TABLE t (x)");
		try (Connection idle = DriverManager.getConnection("jdbc:sqlite:" + this.path)) {
			assertThat(idle.isValid(1)).isTrue();
			assertThatExceptionOfType(DatabaseInUseException.class)
				.isThrownBy(() -> Adoption.adopt("notes", this.path, this.world))
				.withMessageContaining("this process has it open already");
		}
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "DELETE", "WAL" })
	@EnabledOnOs(OS.LINUX)
	void anIdleConnectionOfAnotherProcessIsNamed(String mode) throws Exception {
		execute("PRAGMA journal_mode=" + mode, "CREATE TABLE t (x)");
		Process other = startHolder();
		try {
			assertThatExceptionOfType(DatabaseInUseException.class)
				.isThrownBy(() -> Adoption.adopt("notes", this.path, this.world))
				.withMessageContaining("it is open in process " + other.pid() + ".");
		}
		finally {
			other.getOutputStream().close();
			other.waitFor();
		}
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
	}

	@Test
	void anIdleConnectionInWalModeIsFoundByItsLockAlone() throws Exception {
		execute("PRAGMA journal_mode=WAL", "CREATE TABLE t (x)");
		try (Connection idle = DriverManager.getConnection("jdbc:sqlite:" + this.path);
				Statement statement = idle.createStatement()) {
			statement.execute("INSERT INTO t VALUES (1)");
			assertInUseByLock();
			assertThat(count("t")).isEqualTo(1);
		}
	}

	@Test
	void aReaderInRollbackModeIsFoundByItsLockAlone() throws Exception {
		execute("PRAGMA journal_mode=DELETE", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)");
		try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + this.path);
				Statement statement = reader.createStatement();
				ResultSet rows = statement.executeQuery("SELECT x FROM t")) {
			assertThat(rows.next()).isTrue();
			assertInUseByLock();
		}
		assertThat(DatabaseHeader.read("notes", this.path, Disk.system())).matches((header) -> !header.isWal());
	}

	@Test
	void aRealDatabaseIsAdoptedWithAllItsRows() throws Exception {
		String fixtures = System.getProperty("frameline.fixtures", "");
		Path chinook = Path.of(fixtures).resolve("chinook.db");
		assumeTrue(!fixtures.isEmpty() && Files.exists(chinook),
				"skipped: no chinook.db in -Dframeline.fixtures=<directory>");
		Files.copy(chinook, this.path);
		this.path.toFile().setWritable(true);
		long tracks = count("Track");
		assertThat(tracks).isPositive();
		Adoption.adopt("notes", this.path, this.world);
		assertAdopted();
		assertThat(count("Track")).isEqualTo(tracks);
	}

	/** Holds a database open until its standard input ends. */
	static final class Holder {

		public static void main(String[] arguments) throws SQLException, IOException {
			try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
					Statement statement = connection.createStatement()) {
				statement.execute("SELECT count(*) FROM t");
				statement.getResultSet().close();
				System.out.println("open");
				System.in.transferTo(OutputStream.nullOutputStream());
			}
		}

	}

	private Process startHolder() throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Holder.class.getName(), this.path.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = process.inputReader();
		assertThat(output.readLine()).isEqualTo("open");
		return process;
	}

	private void assertInUseByLock() {
		assertThatExceptionOfType(DatabaseInUseException.class)
			.isThrownBy(() -> Adoption.takeOver("notes", this.path, Disk.system()))
			.withMessageStartingWith("Database 'notes': ")
			.withMessageContaining("another connection holds a lock on it");
	}

	private void assertAdopted() throws IOException {
		assertThat(DatabaseHeader.read("notes", this.path, Disk.system())).isEqualTo(new DatabaseHeader(4096, 2, 2, 0));
		assertThat(this.path.resolveSibling("app.db-wal")).doesNotExist();
		assertThat(this.path.resolveSibling("app.db-shm")).doesNotExist();
	}

	private void execute(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.path);
				Statement statement = connection.createStatement()) {
			for (String each : statements) {
				statement.execute(each);
			}
		}
	}

	private long count(String table) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.path);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
			result.next();
			return result.getLong(1);
		}
	}

}
