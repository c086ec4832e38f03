package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;

import dev.frameline.Chain;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A jump by changed pages whose state record fails to be written. The record may stand on the disk nevertheless, and
 * nothing but it tells where the pages belong, so that it has to be taken back before the pages are.
 */
class JumpFailureTests {

	private static final Mark END = Mark.of(3, 0, new Chain(99));

	@TempDir
	Path directory;

	private final FaultyDisk disk = new FaultyDisk();

	private Owned owned;

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory, Owned.worldOn(this.disk));
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
	}

	@AfterEach
	void close() throws Exception {
		this.disk.heal();
		this.owned.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void aJumpThatIsNotRecordedIsTakenBack(int force) throws Exception {
		failTheForce(force, 1);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> jump("UPDATE counter SET n = 2"));
		assertThat(reopened("killed")).isEqualTo("1:1 with 1");
		jump("UPDATE counter SET n = 3");
		assertThat(reopened("killed later")).isEqualTo("3:0 with 3");
	}

	@Test
	void aJumpThatCannotBeTakenBackStopsWritingAndKeepsWhatEitherRecordNeeds() throws Exception {
		failTheForce(1, Integer.MAX_VALUE);
		assertThatExceptionOfType(UncertainStateException.class).isThrownBy(() -> jump("UPDATE counter SET n = 2"));
		this.disk.heal();
		assertThatExceptionOfType(FramelineException.class).isThrownBy(() -> jump("UPDATE counter SET n = 3"))
			.withMessageContaining("writing has stopped")
			.withMessageContaining("is not known");
		assertThat(reopened("killed")).isIn("1:1 with 1", "3:0 with 2");
	}

	/** Lets so many forces of the state record pass, and makes as many of the ones that follow fail. */
	private void failTheForce(int first, int count) {
		int[] forces = { 0 };
		this.disk.failWith((operation) -> {
			if (operation.equals("force app.db-state") && ++forces[0] >= first && forces[0] - first < count) {
				throw new IOException("the disk refuses: " + operation);
			}
		});
	}

	private void jump(String sql) throws Exception {
		Owned.execute(this.owned.twin, sql);
		Frames frames = this.owned.drain();
		Identity own = this.owned.database.identity();
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.applyChanges(turn, frames, new Identity(own.lineage(), 3, 0, 0, END.chain()), END);
		}
	}

	/** Where the files stand, as a process leaves them that is killed now. */
	private String reopened(String name) throws Exception {
		Path killed = this.owned.copyTo(this.directory.resolve(name));
		LocalDatabase reopened = LocalDatabase.open("copy", killed, Ownership.take("copy", killed), Owned.WORLD);
		try (reopened; Connection reader = reopened.openReader()) {
			return reopened.position().position() + " with " + Owned.query(reader, "SELECT n FROM counter");
		}
	}

}
