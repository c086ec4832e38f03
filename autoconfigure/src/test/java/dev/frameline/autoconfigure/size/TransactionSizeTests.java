package dev.frameline.autoconfigure.size;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A transaction of 500,000 frames, or 7,813 in every build, commits on a replica, travels to its primary and on to
 * another replica, and one as long takes the way back, between processes of which none could hold it. Fails if a node
 * keeps a transaction in its heap.
 */
class TransactionSizeTests {

	private static final Logger logger = LoggerFactory.getLogger(TransactionSizeTests.class);

	/** Each fills a page. */
	private static final int ROWS = SmallProcess.FULL ? 500_000 : 7_813;

	private static final String COUNT = "SELECT count(*) || ' ' || coalesce(sum(length(content)), 0) FROM part";

	@TempDir
	Path directory;

	@Test
	void aTransactionThatNobodyCouldHoldGoesEverywhere() throws Exception {
		try (SmallProcess primary = start("primary", "--frameline.serve.enabled=true", "--frameline.serve.auth=none",
				"--frameline.serve.address=127.0.0.1", "--frameline.serve.port=0");
				SmallProcess writer = start("writer", "--frameline.primary.url=" + primary.url());
				SmallProcess reader = start("reader", "--frameline.primary.url=" + primary.url())) {
			writer.ask("CREATE TABLE part (content BLOB)");
			writer.ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
					+ ") INSERT INTO part SELECT randomblob(3900) FROM n");
			awaitEverywhere(ROWS + " " + ROWS * 3900L, primary, writer, reader);
			primary.ask("UPDATE part SET content = randomblob(3800)");
			awaitEverywhere(ROWS + " " + ROWS * 3800L, primary, writer, reader);
			logger.info("{} rows, a page each. The primary: {}. Who wrote: {}. Who read: {}", ROWS, primary.ask("memory"),
					writer.ask("memory"), reader.ask("memory"));
		}
	}

	private static void awaitEverywhere(String content, SmallProcess... nodes) {
		for (SmallProcess node : nodes) {
			await().atMost(Duration.ofMinutes(10)).until(() -> node.ask(COUNT), content::equals);
		}
	}

	private SmallProcess start(String name, String... settings) throws Exception {
		List<String> all = new ArrayList<>(List.of("--frameline.path=" + this.directory.resolve(name).resolve("app.db"),
				"--spring.main.web-application-type=none", "--frameline.write.max-duration=10m",
				"--frameline.write.timeout=1m"));
		all.addAll(List.of(settings));
		SmallProcess process = SmallProcess.start(this.directory.resolve(name + ".log"), all);
		assertThat(process.said()).doesNotContain("ERROR");
		return process;
	}

}
