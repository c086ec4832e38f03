package dev.frameline.autoconfigure.invariants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Loud: nothing is skipped, truncated or downgraded in silence. Fails if a node starts with an option that it does not
 * honour, takes a file that it cannot trust, throws something away without a word, or goes on beside a stranger.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoudInvariantTest {

	private static final String ELSEWHERE = "--frameline.primary.url=http://127.0.0.1:1/frameline";

	private Nodes nodes;

	@BeforeEach
	void open(@TempDir Path directory) {
		this.nodes = new Nodes(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--frameline.serve.enabled=true", "--frameline.sync.on-divergence=shrug",
			"--frameline.sync.initial=someday", "--frameline.sync.batch-size=0", "--frameline.sync.wait=0s",
			"--frameline.write.begin=never", "--frameline.primary.encryption-key=short" })
	void anOptionThatCannotBeHonouredStopsStartUp(String option, CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.nodes.start("node", ELSEWHERE, "--frameline.sync.initial=in-background", option));
		assertThat(output).contains("APPLICATION FAILED TO START");
	}

	@Test
	void anAddressThatIsNoneStopsStartUp(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.nodes.start("node",
				"--frameline.primary.url=ftp://elsewhere", "--frameline.sync.initial=in-background"));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("ftp://elsewhere");
	}

	@Test
	void aPrimaryWithoutTokensStopsStartUp(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.nodes.start("node", "--frameline.serve.enabled=true"));
		assertThat(output).contains("APPLICATION FAILED TO START").contains("frameline.serve.tokens");
	}

	@Test
	void aFileThatItsLogDoesNotKnowIsSetAsideByDate(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('in the log')");
		primary.close();
		Files.delete(primary.file().resolveSibling("app.db-state"));
		write(primary.file(), "INSERT INTO note VALUES ('past the log')");
		Member again = this.nodes.primary();
		assertThat(again.number("SELECT count(*) FROM note")).isOne();
		assertSetAside(primary.file(), output);
	}

	@Test
	void aCopyOfAnotherHistoryIsSetAsideByDateWhereThatIsAskedFor(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('ours')");
		Member replica = this.nodes.replica("replica", primary.url());
		replica.close();
		Member other = this.nodes.start("other", "--frameline.serve.enabled=true", "--frameline.serve.auth=none");
		other.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('theirs')",
				"INSERT INTO note VALUES ('theirs too')");
		Member moved = this.nodes.replica("replica", other.url(), "--frameline.sync.on-divergence=rebootstrap");
		await().untilAsserted(() -> assertThat(moved.number("SELECT count(*) FROM note")).isEqualTo(2));
		assertSetAside(replica.file(), output);
	}

	@Test
	void aCopyOfAnotherHistoryStopsAndSaysSoOtherwise(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('ours')");
		this.nodes.replica("replica", primary.url()).close();
		Member other = this.nodes.start("other", "--frameline.serve.enabled=true", "--frameline.serve.auth=none");
		Member moved = this.nodes.replica("replica", other.url());
		await().untilAsserted(() -> assertThat(moved.status().status()).isEqualTo(Status.DIVERGED));
		assertThat(moved.status().lastError()).contains("Database 'default'");
		assertThat(output).contains("frameline.sync.on-divergence");
		assertThat(moved.number("SELECT count(*) FROM note")).as("it reads on").isOne();
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> moved.execute("INSERT INTO note VALUES ('nowhere')"))
			.withMessageContaining("Database 'default'");
	}

	@Test
	void framesThatAreCutAtRecoveryAreSaid(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('whole')");
		primary.close();
		Path frames = primary.file().resolveSibling("app.db-log").resolve("1").resolve("frames.wal");
		byte[] torn = new byte[5000];
		Arrays.fill(torn, (byte) 1);
		Files.write(frames, torn, StandardOpenOption.APPEND);
		Member again = this.nodes.primary();
		assertThat(again.number("SELECT count(*) FROM note")).isOne();
		assertThat(output.getAll().lines())
			.anyMatch((line) -> line.contains(" WARN ") && line.contains("Database 'default': cutting 5000 bytes off"));
	}

	@Test
	void aStrangerWhoWritesToThePrimarysFileStopsItsWriting(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('ours')");
		assertStrangerStopsWriting(primary, output);
	}

	@Test
	void aStrangerWhoWritesToAReplicasFileStopsItsWriting(CapturedOutput output) throws Exception {
		Member primary = this.nodes.primary();
		primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('ours')");
		assertStrangerStopsWriting(this.nodes.replica("replica", primary.url()), output);
		assertThat(primary.number("SELECT count(*) FROM note")).as("nothing of it has arrived").isOne();
	}

	private static void assertStrangerStopsWriting(Member node, CapturedOutput output) throws Exception {
		write(node.file(), "INSERT INTO note VALUES ('theirs')");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> node.execute("INSERT INTO note VALUES ('after')"))
				.withMessageContaining("Database 'default'");
		}
		NodeStatus status = node.status();
		assertThat(status.status()).isEqualTo(Status.DOWN);
		assertThat(status.lastError()).contains("somebody else has written to the file");
		assertThat(output.getAll().lines()).anyMatch((line) -> line.contains(" ERROR ")
				&& line.contains("Database 'default': writing has stopped: somebody else has written to the file"));
	}

	/** Writes as a process would that knows nothing of us. */
	private static void write(Path file, String sql) throws SQLException {
		try (Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + file)) {
			Member.execute(stranger, sql);
		}
	}

	private static void assertSetAside(Path file, CapturedOutput output) throws IOException {
		try (Stream<Path> paths = Files.list(file.getParent())) {
			List<String> aside = paths.map((path) -> path.getFileName().toString())
				.filter((name) -> name.matches("app\\.db\\.aside-\\d{8}-\\d{6}-\\d{3}"))
				.toList();
			assertThat(aside).hasSize(1);
			assertThat(output.getAll().lines()).anyMatch((line) -> line.contains(" WARN ")
					&& line.contains("Database 'default'") && line.contains(aside.get(0)));
		}
	}

}
