package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

import dev.frameline.world.Disk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatabaseHeaderTest {

	@TempDir
	Path temp;

	@Test
	void aDatabaseOfSqliteIsRead() throws Exception {
		assertThat(read(sqlite("PRAGMA journal_mode=DELETE", "CREATE TABLE t (x)")))
			.isEqualTo(new DatabaseHeader(4096, 1, 1, 0))
			.matches((header) -> !header.isWal());
	}

	@Test
	void aDatabaseInWalModeIsSeen() throws Exception {
		assertThat(read(sqlite("PRAGMA journal_mode=WAL", "CREATE TABLE t (x)")))
			.isEqualTo(new DatabaseHeader(4096, 2, 2, 0))
			.matches(DatabaseHeader::isWal);
	}

	@Test
	void everyTextEncodingIsFine() throws Exception {
		assertThat(read(sqlite("PRAGMA encoding='UTF-16le'", "CREATE TABLE t (x)"))).isNotNull();
	}

	@Test
	void anAbsentOrEmptyFileIsANewDatabase() throws Exception {
		assertThat(read(this.temp.resolve("absent.db"))).isNull();
		assertThat(this.temp.resolve("absent.db")).doesNotExist();
		assertThat(read(Files.createFile(this.temp.resolve("empty.db")))).isNull();
	}

	@Test
	void somethingElseIsNoDatabase() throws Exception {
		Path text = Files.writeString(this.temp.resolve("notes.txt"), "SQLite format 4, ".repeat(20));
		assertThatExceptionOfType(NotADatabaseException.class).isThrownBy(() -> read(text))
			.withMessageStartingWith("Database 'notes': expected " + text)
			.withMessageContaining("does not begin with 'SQLite format 3'");
	}

	@Test
	void aTornHeaderIsNoDatabase() throws Exception {
		Path whole = sqlite("CREATE TABLE t (x)");
		Path torn = Files.write(this.temp.resolve("torn.db"), Arrays.copyOf(Files.readAllBytes(whole), 99));
		assertThatExceptionOfType(NotADatabaseException.class).isThrownBy(() -> read(torn))
			.withMessageContaining("only 99 bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { 512, 1024, 8192, 65536 })
	void otherPageSizesAreRefusedWithWhatToDo(int pageSize) throws Exception {
		Path path = sqlite("PRAGMA page_size=" + pageSize, "CREATE TABLE t (x)");
		assertThatExceptionOfType(UnsupportedDatabaseException.class).isThrownBy(() -> read(path))
			.withMessageContaining("has pages of " + pageSize + ".")
			.withMessageContaining("VACUUM");
	}

	@ParameterizedTest
	@ValueSource(strings = { "FULL", "INCREMENTAL" })
	void autoVacuumIsRefusedWithWhatToDo(String mode) throws Exception {
		Path path = sqlite("PRAGMA auto_vacuum=" + mode, "CREATE TABLE t (x)");
		assertThatExceptionOfType(UnsupportedDatabaseException.class).isThrownBy(() -> read(path))
			.withMessageContaining("auto_vacuum")
			.withMessageContaining("PRAGMA auto_vacuum=NONE; VACUUM");
	}

	@Test
	void aFormatOfTheFutureIsRefused() throws Exception {
		Path path = sqlite("CREATE TABLE t (x)");
		byte[] bytes = Files.readAllBytes(path);
		ByteBuffer.wrap(bytes).put(18, (byte) 3);
		Files.write(path, bytes);
		assertThatExceptionOfType(UnsupportedDatabaseException.class).isThrownBy(() -> read(path))
			.withMessageContaining("3 for writing and 1 for reading");
	}

	private @Nullable DatabaseHeader read(Path path) throws IOException {
		return DatabaseHeader.read("notes", path, Disk.system());
	}

	private Path sqlite(String... statements) throws SQLException {
		Path path = this.temp.resolve("app.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = connection.createStatement()) {
			for (String each : statements) {
				statement.execute(each);
			}
		}
		return path;
	}

}
