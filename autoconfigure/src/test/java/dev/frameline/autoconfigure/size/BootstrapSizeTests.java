package dev.frameline.autoconfigure.size;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database of 1 GiB, or 16 MiB in every build, bootstraps between two processes of which neither could hold it. Fails
 * if either side keeps more of a base than it passes on.
 */
class BootstrapSizeTests {

	private static final Logger logger = LoggerFactory.getLogger(BootstrapSizeTests.class);

	private static final int ROWS = SmallProcess.FULL ? 16 * 1024 : 256;

	private static final int ROW = 64 * 1024;

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void write() throws Exception {
		this.file = Files.createDirectory(this.directory.resolve("primary")).resolve("app.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA synchronous = OFF");
			statement.execute("CREATE TABLE part (content BLOB)");
			statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
					+ ") INSERT INTO part SELECT randomblob(" + ROW + ") FROM n");
		}
		assertThat(Files.size(this.file)).isGreaterThan((long) ROWS * ROW);
	}

	@Test
	void fromAServletContainer() throws Exception {
		bootstrap(List.of("--server.address=127.0.0.1", "--server.port=0"));
	}

	@Test
	void fromAPortOfItsOwn() throws Exception {
		bootstrap(List.of("--spring.main.web-application-type=none", "--frameline.serve.address=127.0.0.1",
				"--frameline.serve.port=0"));
	}

	private void bootstrap(List<String> serving) throws Exception {
		Path copy = this.directory.resolve("replica/app.db");
		try (SmallProcess primary = start("primary", this.file, "--frameline.serve.enabled=true",
				"--frameline.serve.auth=none", serving);
				SmallProcess replica = start("replica", copy, "--frameline.primary.url=" + primary.url(),
						"--spring.main.web-application-type=none", List.of("--frameline.sync.initial-timeout=20s"))) {
			assertThat(replica.ask("SELECT count(*) || ' of ' || sum(length(content)) FROM part"))
				.isEqualTo(ROWS + " of " + (long) ROWS * ROW);
			assertThat(copy).hasSameBinaryContentAs(this.directory.resolve("primary/app.db-log/1/base.db"));
			logger.info("{} bytes. The primary: {}. The replica: {}. It said:\n{}", Files.size(copy),
					primary.ask("memory"), replica.ask("memory"), replica.said());
		}
	}

	private SmallProcess start(String name, Path file, String one, String other, List<String> more) throws Exception {
		List<String> settings = new ArrayList<>(List.of("--frameline.path=" + file, one, other));
		settings.addAll(more);
		return SmallProcess.start(this.directory.resolve(name + ".log"), settings);
	}

}
