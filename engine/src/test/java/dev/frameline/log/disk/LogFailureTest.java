package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.log.disk.LogFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogFailureTest {

	@TempDir
	Path temp;

	FaultyDisk disk = new FaultyDisk();

	LogFixture fixture;

	@BeforeEach
	void createLog() throws IOException, SQLException {
		this.fixture = new LogFixture(this.temp, this.disk);
	}

	@AfterEach
	void closeLog() throws IOException, SQLException {
		this.disk.heal();
		this.fixture.close();
	}

	@Test
	void oneRoundOfForcesServesAllThatWait() throws Exception {
		List<CompletableFuture<Mark>> appended = new ArrayList<>();
		this.disk.operations();
		for (int i = 0; i < 3; i++) {
			appended.add(this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture());
		}
		var refused = this.fixture.log.refuse(this.fixture.nextId()).toCompletableFuture();
		assertThat(this.fixture.tasks.waiting()).isEqualTo(1);
		this.fixture.tasks.run();
		assertThat(this.disk.operations()).containsExactly("write commits", "force commits", "write frames.wal",
				"write frames.wal", "write frames.wal", "force frames.wal");
		assertThat(appended).allSatisfy((each) -> assertThat(each).isCompleted());
		assertThat(refused).isCompleted();
	}

	@Test
	void whatArrivesDuringARoundSharesTheNext() throws Exception {
		List<CompletableFuture<Mark>> later = new ArrayList<>();
		this.disk.operations();
		var first = this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture();
		this.disk.failWith((operation) -> {
			if (operation.equals("force frames.wal") && later.isEmpty()) {
				for (int i = 0; i < 5; i++) {
					later.add(appendDuringTheRound());
				}
			}
		});
		this.fixture.tasks.run();
		assertThat(first).isCompleted();
		assertThat(later).hasSize(5).allSatisfy((each) -> assertThat(each).isCompleted());
		assertThat(this.disk.operations()).filteredOn((operation) -> operation.startsWith("force"))
			.containsExactly("force commits", "force frames.wal", "force commits", "force frames.wal");
	}

	@Test
	void aRefusalAloneForcesOneFile() throws Exception {
		this.disk.operations();
		this.fixture.log.refuse(this.fixture.nextId());
		this.fixture.tasks.run();
		assertThat(this.disk.operations()).containsExactly("write commits", "force commits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "write commits", "force commits", "write frames.wal", "force frames.wal" })
	void anAppendThatCannotBeWrittenIsNotHeldAndTheLogGoesOn(String operation) throws Exception {
		Mark before = this.fixture.appended(this.fixture.row());
		CommitId refusedBefore = this.fixture.nextId();
		this.fixture.log.refuse(refusedBefore);
		this.fixture.tasks.run();
		this.disk.failOnce(operation);
		CommitId lost = this.fixture.nextId();
		Frames frames = this.fixture.row();
		var first = this.fixture.append(lost, frames).toCompletableFuture();
		var second = this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture();
		var refusal = this.fixture.log.refuse(this.fixture.nextId()).toCompletableFuture();
		this.fixture.tasks.run();
		for (CompletableFuture<?> each : List.of(first, second, refusal)) {
			assertThat(each).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.withCauseInstanceOf(LogWriteException.class)
				.withMessageContaining("Database 'notes'")
				.withMessageContaining("the disk refuses: " + operation);
		}
		assertThat(this.fixture.log.end()).isEqualTo(before).isEqualTo(this.fixture.log.durableEnd());
		assertThat(this.fixture.log.find(lost)).isEmpty();
		assertThat(this.fixture.log.isRefused(refusedBefore)).isTrue();

		var again = this.fixture.append(lost, frames).toCompletableFuture();
		this.fixture.tasks.run();
		assertThat(again).isCompleted();
		this.fixture.reopen();
		assertThat(this.fixture.log.find(lost)).contains(again.join()).contains(this.fixture.log.durableEnd());
		Path copy = LogFixture.asDatabase(this.fixture.directory, this.temp.resolve("x.db"));
		assertThat(SqliteSource.number(copy, "SELECT count(*) FROM t")).isEqualTo(2);
	}

	@Test
	void theFramesAreCutBeforeTheirRecords() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.append(this.fixture.nextId(), this.fixture.row());
		this.disk.failOnce("force frames.wal");
		this.disk.operations();
		this.fixture.tasks.run();
		assertThat(this.disk.operations()).endsWith("truncate frames.wal", "force frames.wal", "truncate commits",
				"force commits");
	}

	@Test
	void aLogThatCannotBeCutBackStops() throws Exception {
		Mark before = this.fixture.appended(this.fixture.row());
		this.disk.fail("force frames.wal");
		var lost = this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture();
		this.fixture.tasks.run();
		assertStopped(lost);
		this.disk.heal();
		assertStopped(this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture());
		assertThatIOException().isThrownBy(() -> this.fixture.log.refuse(this.fixture.nextId()));
		assertStopped(this.fixture.log.flush().toCompletableFuture());
		assertThatIOException().isThrownBy(() -> this.fixture.log.isRefused(this.fixture.nextId()))
			.withMessageContaining("takes nothing any more");
		assertThatIOException().isThrownBy(() -> this.fixture.log.find(new CommitId(LogFixture.ORIGIN, 1)));
		assertThat(this.fixture.log.durableEnd()).isEqualTo(before);
		assertThat(this.fixture.log.range(at(0), 10).count()).isEqualTo((int) before.position().frame());
		this.fixture.reopen();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(before);
		assertThat(this.fixture.appended(this.fixture.row()).position().isAfter(before.position())).isTrue();
	}

	@Test
	void anAppendThatNoTaskTakesIsNotHeld() throws Exception {
		this.fixture.tasks.rejectWith(new RejectedExecutionException("shutting down"));
		CommitId id = this.fixture.nextId();
		assertThat(this.fixture.append(id, this.fixture.row()).toCompletableFuture()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LogWriteException.class)
			.withMessageContaining("shutting down");
		assertThat(this.fixture.log.find(id)).isEmpty();
	}

	@Test
	void framesThatCannotBeReadAreNotHeld() throws Exception {
		Frames unreadable = new Frames() {

			@Override
			public int count() {
				return 1;
			}

			@Override
			public void read(int index, int count, byte[] into, int offset) throws IOException {
				throw new IOException("the spool is gone");
			}

		};
		assertThatIOException().isThrownBy(() -> this.fixture.log.stamp(unreadable));
		Frames row = this.fixture.row();
		boolean[] gone = new boolean[1];
		var stamped = this.fixture.log.stamp(new Frames() {

			@Override
			public int count() {
				return row.count();
			}

			@Override
			public void read(int index, int count, byte[] into, int offset) throws IOException {
				((gone[0]) ? unreadable : row).read(index, count, into, offset);
			}

		});
		gone[0] = true;
		assertThat(this.fixture.log.append(this.fixture.nextId(), stamped)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LogWriteException.class);
		assertThat(this.fixture.log.end()).isEqualTo(this.fixture.log.durableEnd());
	}

	@Test
	void framesThatChangeBeforeTheyAreWrittenAreNotHeld() throws Exception {
		Mark before = this.fixture.appended(this.fixture.row());
		Frames row = this.fixture.row();
		byte[] bytes = new byte[row.count() * Frame.SIZE];
		row.read(0, row.count(), bytes, 0);
		var appended = this.fixture.append(this.fixture.nextId(), Frames.of(bytes)).toCompletableFuture();
		bytes[Frame.SIZE - 1] ^= 1;
		this.fixture.tasks.run();
		assertThat(appended).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LogWriteException.class)
			.withMessageContaining("changed before they were written");
		assertThat(this.fixture.log.end()).isEqualTo(before);
		this.fixture.reopen();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(before);
	}

	private CompletableFuture<Mark> appendDuringTheRound() throws IOException {
		try {
			return this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture();
		}
		catch (SQLException ex) {
			throw new IOException(ex);
		}
	}

	private static void assertStopped(CompletableFuture<?> stage) {
		assertThatThrownBy(stage::join).hasCauseInstanceOf(LogStoppedException.class)
			.hasMessageContaining("could not be undone")
			.hasMessageContaining("Database 'notes'");
	}

}
