package dev.frameline.autoconfigure.size;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.wal.Frame;
import dev.frameline.wal.Transactions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A database grows beyond 1 GiB, over the page that holds SQLite's lock byte and that no frame ever carries: on a
 * replica, through the log, in the next base, and in what is bootstrapped from that. SQLite has this page at 1 GiB and
 * nowhere else, so there is no smaller size for every build.
 */
@EnabledIfSystemProperty(named = "frameline.size", matches = "full",
		disabledReason = "needs a database of 1 GiB; run it with -Dframeline.size=full")
class LockBytePageTests {

	/** Frames of one row each that lead over the page. */
	private static final int ROWS = 400;

	private static final String COUNT = "SELECT count(*) FROM part";

	@TempDir
	Path directory;

	@Test
	void aDatabaseGrowsOverThePageOfTheLockByte() throws Exception {
		Path file = Files.createDirectory(this.directory.resolve("primary")).resolve("app.db");
		long before = fillUpTo(file, Transactions.LOCK_BYTE_PAGE - ROWS / 2);
		try (SmallProcess primary = start("primary", "--frameline.serve.enabled=true", "--frameline.serve.auth=none",
				"--frameline.serve.address=127.0.0.1", "--frameline.serve.port=0");
				SmallProcess writer = start("writer", "--frameline.primary.url=" + primary.url())) {
			writer.ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
					+ ") INSERT INTO part SELECT randomblob(3900) FROM n");
			assertThat(writer.ask("PRAGMA page_count")).isGreaterThan(String.valueOf(Transactions.LOCK_BYTE_PAGE));
			primary.ask("roll");
			Path base = this.directory.resolve("primary/app.db-log/2/base.db");
			await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(base));
			assertThat(Files.size(base)).isGreaterThan(Transactions.LOCK_BYTE_PAGE * Frame.PAGE_SIZE);
			primary.ask("INSERT INTO part SELECT randomblob(3900)");
			try (SmallProcess late = start("late", "--frameline.primary.url=" + primary.url())) {
				for (SmallProcess node : List.of(primary, writer, late)) {
					await().atMost(Duration.ofMinutes(2))
						.until(() -> node.ask(COUNT), String.valueOf(before + ROWS + 1)::equals);
					assertThat(node.ask("PRAGMA quick_check")).isEqualTo("ok");
				}
			}
		}
	}

	/** @return how many rows that took */
	private static long fillUpTo(Path file, long pages) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA synchronous = OFF");
			statement.execute("CREATE TABLE part (content BLOB)");
			long rows = pages / 20;
			statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
					+ ") INSERT INTO part SELECT zeroblob(19 * 4092) FROM n");
			while (statement.executeQuery("PRAGMA page_count").getLong(1) < pages) {
				statement.execute("INSERT INTO part SELECT zeroblob(3900)");
				rows++;
			}
			return rows;
		}
	}

	private SmallProcess start(String name, String... settings) throws Exception {
		List<String> all = new ArrayList<>(List.of("--frameline.path=" + this.directory.resolve(name).resolve("app.db"),
				"--spring.main.web-application-type=none", "--frameline.write.max-duration=10m",
				"--frameline.write.timeout=1m", "--frameline.sync.initial-timeout=10m"));
		all.addAll(List.of(settings));
		return SmallProcess.start(this.directory.resolve(name + ".log"), all);
	}

}
