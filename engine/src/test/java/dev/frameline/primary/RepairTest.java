package dev.frameline.primary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Hidden;
import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Resolved;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a primary does at its start about a file that is not at the end of its log. */
class RepairTest {

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private static final String COUNT = "SELECT n FROM counter";

	private PrimaryFixture node;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
	}

	@Test
	void aFileBehindItsLogIsBroughtToItsEnd() throws Exception {
		try (SqliteSource writer = this.node.client("writer")) {
			this.node.restart(() -> {
				for (int i = 0; i < 3; i++) {
					await(this.node.log.append(null, this.node.log.stamp(writer.commit(INCREMENT))));
				}
			});
		}
		assertThat(this.node.database.position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.node.read(COUNT)).isEqualTo("3");
	}

	@Test
	void aTransactionLongerThanARunIsAppliedWhole() throws Exception {
		try (SqliteSource writer = this.node.client("writer")) {
			Frames frames = writer.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
					+ " INSERT INTO note (text) SELECT hex(zeroblob(1900)) FROM n");
			assertThat(frames.count()).isGreaterThan(8192);
			this.node.restart(() -> await(this.node.log.append(null, this.node.log.stamp(frames))));
		}
		assertThat(this.node.database.position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.node.read("SELECT count(*) FROM note")).isEqualTo("9000");
	}

	@Test
	void aCommitThatReachedTheLogBeforeTheEndIsThere() throws Exception {
		CommitId id = new CommitId(this.node.database.origin(), 1);
		Hidden frames = commitHidden(id);
		await(this.node.log.append(id, this.node.log.stamp(frames.frames())));
		this.node.restart(() -> {
		});
		assertThat(this.node.database.tentative().unsettled()).isNull();
		assertThat(this.node.read(COUNT)).isEqualTo("1");
		this.node.write(INCREMENT);
		assertThat(this.node.read(COUNT)).isEqualTo("2");
	}

	@Test
	void aCommitThatDidNotReachTheLogIsGone() throws Exception {
		commitHidden(new CommitId(this.node.database.origin(), 1));
		this.node.restart(() -> {
		});
		assertThat(this.node.database.tentative().unsettled()).isNull();
		assertThat(this.node.read(COUNT)).isEqualTo("0");
		this.node.write(INCREMENT);
		assertThat(this.node.read(COUNT)).isEqualTo("1");
	}

	@Test
	void aCommitThatItsWriterGaveUpIsSettledBeforeTheNextAppend() throws Exception {
		CommitId own = new CommitId(this.node.database.origin(), 1);
		commitHidden(own);
		try (SqliteSource writer = this.node.client("writer")) {
			CommitId id = new CommitId(UUID.randomUUID(), 1);
			await(this.node.primary.append(this.node.append(id, this.node.start(), writer.commit(INCREMENT))));
		}
		assertThat(this.node.database.tentative().unsettled()).isNull();
		assertThat(this.node.read(COUNT)).isEqualTo("1");
		assertThat(await(this.node.primary.resolve(this.node.log.lineage(), own))).isInstanceOf(Resolved.Void.class);
	}

	@Test
	void aFileWhoseLogHasBegunTheNextGenerationCrosses() throws Exception {
		this.node.write(INCREMENT);
		this.node.restart(() -> this.node.log.roll());
		assertThat(this.node.database.position()).isEqualTo(this.node.start());
		assertThat(this.node.database.identity()).isEqualTo(this.node.identity());
		this.node.write(INCREMENT);
		assertThat(this.node.log.durableEnd().position()).isEqualTo(new Position(2, 1));
		assertThat(this.node.read(COUNT)).isEqualTo("2");
	}

	@Test
	void aFileIsBroughtThroughAllGenerationsThatItLacks() throws Exception {
		try (SqliteSource writer = this.node.client("writer")) {
			this.node.restart(() -> {
				for (int i = 0; i < 3; i++) {
					await(this.node.log.append(null, this.node.log.stamp(writer.commit(INCREMENT))));
					await(this.node.log.append(null, this.node.log.stamp(writer.commit(INCREMENT))));
					this.node.log.roll();
				}
				await(this.node.log.append(null, this.node.log.stamp(writer.commit(INCREMENT))));
			});
		}
		assertThat(this.node.log.durableEnd().position()).isEqualTo(new Position(4, 1));
		assertThat(this.node.database.position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.node.read(COUNT)).isEqualTo("7");
		this.node.restart(() -> {
		});
		assertThat(this.node.database.position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.node.read(COUNT)).isEqualTo("7");
	}

	@Test
	void aCommitThatReachedTheLogAsTheLastOfItsGenerationIsThere() throws Exception {
		CommitId id = new CommitId(this.node.database.origin(), 1);
		Hidden frames = commitHidden(id);
		await(this.node.log.append(id, this.node.log.stamp(frames.frames())));
		this.node.log.roll();
		this.node.restart(() -> {
		});
		assertThat(this.node.database.tentative().unsettled()).isNull();
		assertThat(this.node.database.position()).isEqualTo(this.node.start());
		assertThat(this.node.read(COUNT)).isEqualTo("1");
	}

	@Test
	void aPrimaryWhoseFileCannotCrossAcceptsNothingUntilItIsStartedAgain(@TempDir Path directory) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (PrimaryFixture faulty = new PrimaryFixture(directory, disk)) {
			faulty.write(INCREMENT);
			disk.fail("force app.db-state");
			assertThat(await(faulty.primary.roll()).generation()).isEqualTo(2);
			disk.heal();
			assertThat(faulty.primary.stopped()).contains("Restart the node");
			assertThatThrownBy(() -> await(faulty.primary.roll())).hasMessageContaining("Restart the node");
			faulty.restart(() -> {
			});
			assertThat(faulty.primary.stopped()).isNull();
			assertThat(faulty.database.position()).isEqualTo(faulty.start());
			faulty.write(INCREMENT);
			assertThat(faulty.read(COUNT)).isEqualTo("2");
		}
	}

	@Test
	void aFileThatIsAheadOfItsLogIsRefused() throws Exception {
		assertRefused(Mark.of(1, 5, new Chain(5)), "ahead of the log");
	}

	@Test
	void aFileOfAnotherChainIsRefused() throws Exception {
		assertRefused(new Mark(this.node.start().position(), new Chain(5)), "other frames");
	}

	private void assertRefused(Mark position, String reason) {
		assertThatThrownBy(() -> this.node.restart(() -> {
			Path copy = Files.copy(this.node.base, this.node.directory.resolve("other.db"));
			LocalDatabase.install(PrimaryFixture.NAME, this.node.path(), copy, this.node.identity(), position,
					this.node.world);
		})).isInstanceOf(FramelineException.class).hasMessageContaining("'notes'").hasMessageContaining(reason);
	}

	/** A commit of this node whose append nobody waits for any more. */
	private Hidden commitHidden(CommitId id) throws Exception {
		try (Lane.Turn turn = this.node.turn()) {
			this.node.database.begin(turn);
			try (Statement statement = this.node.database.writer().createStatement()) {
				statement.execute(INCREMENT);
			}
			Hidden frames = this.node.database.commitHidden(turn);
			this.node.database.tentative().sending(id, frames);
			return frames;
		}
	}

}
