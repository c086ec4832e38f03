package dev.frameline.replica;

import java.io.IOException;
import java.nio.file.Path;

import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IntakeTest {

	private static final Identity IDENTITY = new Identity(null, 1, 0, 0, null);

	private static final Mark START = Mark.of(1, 0, null);

	private final FaultyDisk disk = new FaultyDisk();

	@TempDir
	Path directory;

	@Test
	void whatIsCollectedIsGoneOnFrom() throws Exception {
		Frames frames = frames();
		try (Intake intake = intake()) {
			assertThat(intake.take(frames.slice(0, 5), START, START, IDENTITY)).isNull();
			Mark after = intake.after(START);
			assertThat(after.position().frame()).isEqualTo(5);
			Intake.Run run = intake.take(frames.slice(5, frames.count()), START, after, IDENTITY);
			assertThat(run.frames().count()).isEqualTo(frames.count());
			intake.applied(run);
			assertThat(intake.after(run.after())).isEqualTo(run.after());
		}
	}

	@Test
	void whatWasHandedOutAndNotAppliedIsAskedForAgain() throws Exception {
		Frames frames = frames();
		try (Intake intake = intake()) {
			intake.take(frames.slice(0, 5), START, START, IDENTITY);
			assertThat(intake.take(frames.slice(5, frames.count()), START, intake.after(START), IDENTITY)).isNotNull();
			assertThat(intake.after(START)).isEqualTo(START);
			assertThat(intake.isEmpty()).isTrue();
		}
	}

	/** A server that shows the beginning of a transaction may take it back, and without a chain nobody would notice. */
	@Test
	void theBeginningOfATransactionIsDroppedWhereALogWithoutAChainEnds() throws Exception {
		Frames frames = frames();
		try (Intake intake = intake()) {
			intake.take(frames.slice(0, 5), START, START, IDENTITY);
			intake.ended();
			assertThat(intake.after(START)).isEqualTo(START);
		}
	}

	/** A run that could not be applied would be left waiting, and what follows it be asked for. */
	@Test
	void nothingGoesOnFromWhatWasToBeForgottenAndCouldNotBeCleared() throws Exception {
		Frames frames = frames();
		try (Intake intake = intake()) {
			intake.take(frames.slice(0, 5), START, START, IDENTITY);
			intake.take(frames.slice(5, frames.count()), START, intake.after(START), IDENTITY);
			this.disk.fail("truncate spool");
			assertThatThrownBy(intake::clear).isInstanceOf(IOException.class);
			assertThatThrownBy(() -> intake.after(START)).isInstanceOf(IOException.class);
			this.disk.heal();
			assertThat(intake.after(START)).isEqualTo(START);
			assertThat(intake.isEmpty()).isTrue();
		}
	}

	private Intake intake() throws IOException {
		return new Intake(new Spool(this.disk, this.directory.resolve("spool")),
				new Spool(this.disk, this.directory.resolve("room")));
	}

	/** One transaction of more than ten frames. */
	private Frames frames() throws Exception {
		Path file = this.directory.resolve("source.db");
		SqliteSource.create(file, "CREATE TABLE note (text)");
		try (SqliteSource source = SqliteSource.open(file)) {
			return source.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
					+ " INSERT INTO note SELECT hex(randomblob(1000)) FROM n");
		}
	}

}
