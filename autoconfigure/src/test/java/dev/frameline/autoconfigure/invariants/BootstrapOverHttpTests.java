package dev.frameline.autoconfigure.invariants;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;

import dev.frameline.node.NodeStatus.LastSync;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The first copy of a replica, over a network on which no connection lives long enough for it. */
@ExtendWith(OutputCaptureExtension.class)
class BootstrapOverHttpTests {

	private static final String SUM = "SELECT sum(length(content)) FROM part";

	private static final int PARTS = 3000;

	private static final long NARROW = 128 * 1024;

	private Nodes nodes;

	private Member primary;

	private long size;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		Path file = this.nodes.file("primary");
		Files.createDirectories(file.getParent());
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
			Member.execute(connection, "CREATE TABLE part (content BLOB)",
					"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + PARTS
							+ ") INSERT INTO part SELECT randomblob(1000) FROM n");
		}
		this.size = Files.size(file);
		this.primary = this.nodes.primary();
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
	}

	@Test
	void aReplicaGetsThereThoughEveryConnectionIsCut() throws Exception {
		this.primary.execute("INSERT INTO part VALUES ('after the base')");
		try (Narrows narrows = new Narrows(this.primary, NARROW, Narrows.Then.CUT);
				Member replica = this.nodes.replica("replica", narrows.url())) {
			replica.catchUpWith(this.primary);
			assertThat(replica.number(SUM)).isEqualTo(this.primary.number(SUM));
			assertThat(replica.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'")).isOne();
			assertThat(narrows.carried()).isBetween(this.size, 2 * this.size);
			assertThat(narrows.connections()).isGreaterThan((int) (this.size / NARROW));
		}
	}

	@Test
	void aNodeThatIsClosedInTheMiddleOfABaseLeavesNothingOfIt(CapturedOutput output) throws Exception {
		try (Narrows narrows = new Narrows(this.primary, NARROW, Narrows.Then.STAND_STILL)) {
			Member replica = this.nodes.replica("replica", narrows.url(), "--frameline.sync.initial=in-background");
			Path here = replica.file().resolveSibling("app.db-bootstrap");
			await().until(() -> Files.exists(here) && Files.size(here) > NARROW / 2);
			replica.close();
			assertThat(here).doesNotExist();
			assertThat(replica.file()).doesNotExist();
		}
		assertThat(output).doesNotContain("could not be closed in good order");
	}

	@Test
	void theStatusShowsHowMuchIsHereOfABaseThatIsComing() throws Exception {
		try (Narrows narrows = new Narrows(this.primary, NARROW, Narrows.Then.STAND_STILL);
				Member replica = this.nodes.replica("replica", narrows.url(), "--frameline.sync.initial=in-background",
						"--frameline.read.connection-timeout=250ms")) {
			await().untilAsserted(() -> {
				LastSync sync = replica.status().lastSync();
				assertThat(sync).isNotNull();
				assertThat(sync.outcome()).isEqualTo("bootstrapping");
				assertThat(sync.bytes()).isBetween(NARROW / 2, NARROW);
				assertThat(sync.total()).isEqualTo(this.size);
			});
			assertThatThrownBy(() -> replica.number(SUM)).hasMessageContaining("is still fetching it");
			narrows.open();
			replica.catchUpWith(this.primary);
			assertThat(replica.number(SUM)).isEqualTo(this.primary.number(SUM));
			await().untilAsserted(() -> assertThat(replica.status().lastSync().total()).isNull());
		}
	}

}
