package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;

import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Base: the base of a generation equals the one before plus all of its frames, byte for byte, as SQLite itself adds them. */
class BaseInvariantTest {

	private static final Retention ALL = new Retention(Integer.MAX_VALUE, Duration.ZERO);

	@TempDir
	private Path temp;

	private LogFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new LogFixture(this.temp, Disk.system());
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void theNextBaseIsWhatSqliteMakesOfTheOneBefore() throws Exception {
		this.fixture.appended(this.fixture.rows(50));
		this.fixture.appended(this.fixture.source.commit("UPDATE t SET text = hex(randomblob(900)) WHERE id % 3 = 0"));
		assertBaseAfterRoll();
	}

	@Test
	void aDatabaseThatShrinksLeavesAShorterBase() throws Exception {
		this.fixture.appended(this.fixture.rows(300));
		this.fixture.appended(this.fixture.source.commit("DELETE FROM t"));
		this.fixture.appended(vacuum());
		assertBaseAfterRoll();
		assertThat(Files.size(base(2))).isLessThan(Files.size(base(1)) + 300 * 1000);
	}

	@Test
	void aDatabaseThatShrinksAndGrowsAgainIsNotLeftWithOldPages() throws Exception {
		this.fixture.appended(this.fixture.rows(200));
		this.fixture.appended(this.fixture.source.commit("DELETE FROM t"));
		this.fixture.appended(vacuum());
		this.fixture.appended(this.fixture.rows(120));
		assertBaseAfterRoll();
	}

	@Test
	void everyBaseOfALongHistoryIsTheOneBeforePlusItsFrames() throws Exception {
		Random random = new Random(7);
		for (int generation = 1; generation <= 6; generation++) {
			for (int i = 0; i < 8; i++) {
				this.fixture.appended(any(random));
			}
			assertBaseAfterRoll();
		}
		assertThat(this.fixture.log.start().generation()).isEqualTo(7);
	}

	private Frames any(Random random) throws SQLException, IOException {
		return switch (random.nextInt(5)) {
			case 0 -> this.fixture.rows(1 + random.nextInt(60));
			case 1 -> this.fixture.source.commit("DELETE FROM t WHERE id % " + (2 + random.nextInt(5)) + " = 0",
					"INSERT INTO t (text) VALUES ('one more')");
			case 2 -> vacuum();
			case 3 -> this.fixture.source.commit("UPDATE t SET text = text || 'x'", "INSERT INTO t (text) VALUES ('y')");
			default -> this.fixture.row();
		};
	}

	/** {@code VACUUM} is a transaction of its own and has to change something. */
	private Frames vacuum() throws SQLException, IOException {
		return this.fixture.source.vacuum();
	}

	private void assertBaseAfterRoll() throws Exception {
		long ended = this.fixture.log.start().generation();
		this.fixture.log.roll();
		this.fixture.tidied(ALL);
		Path expected = checkpointed(ended);
		assertThat(Files.mismatch(base(ended + 1), expected)).as("first byte that differs").isEqualTo(-1);
		try (OpenBase open = this.fixture.log.openBase(ended + 1)) {
			assertThat(open.bytes()).isEqualTo(Files.size(expected));
		}
		assertThat(SqliteSource.integrity(expected)).isEqualTo("ok");
	}

	/** SQLite opens the generation as a plain database and checkpoints it. */
	private Path checkpointed(long generation) throws IOException, SQLException {
		Path copy = this.temp.resolve("checkpointed-" + generation + ".db");
		Path directory = this.fixture.directory.resolve(Long.toString(generation));
		Files.copy(directory.resolve("base.db"), copy, StandardCopyOption.REPLACE_EXISTING);
		Files.copy(directory.resolve("frames.wal"), copy.resolveSibling(copy.getFileName() + "-wal"));
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
				Statement statement = connection.createStatement()) {
			try (ResultSet busy = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
				assertThat(busy.getInt(1)).isZero();
			}
		}
		return copy;
	}

	private Path base(long generation) {
		return this.fixture.directory.resolve(Long.toString(generation)).resolve("base.db");
	}

}
