package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.JoinedFrames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.log.disk.LogFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LogDirectoryTest {

	@TempDir
	Path temp;

	LogFixture fixture;

	@BeforeEach
	void createLog() throws IOException, SQLException {
		this.fixture = new LogFixture(this.temp, Disk.system());
	}

	@AfterEach
	void closeLog() throws IOException, SQLException {
		this.fixture.close();
	}

	@Test
	void aNewLogBeginsWithTheDatabaseAndNoFrames() throws Exception {
		LogDirectory log = this.fixture.log;
		assertThat(log.durableEnd()).isEqualTo(Mark.of(1, 0, log.start().chain())).isEqualTo(log.end());
		assertThat(log.sequence()).isZero();
		assertThat(log.range(at(0), 10).count()).isZero();
		assertThat(log.commitTimeAfter(at(0))).isZero();
		assertThat(log.chainAt(at(0))).isEqualTo(log.start().chain());
		assertThat(LogDirectory.exists(this.fixture.directory, this.fixture.world)).isTrue();
		byte[] base = Files.readAllBytes(this.temp.resolve("twin.db"));
		try (OpenBase open = log.openBase(1)) {
			assertThat(open.file().size()).isEqualTo(open.bytes()).isEqualTo(base.length);
			assertThat(open.sha256()).isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(base)));
		}
		assertThat(Files.readAllBytes(this.fixture.file("base.db"))).isEqualTo(base);
	}

	@Test
	void twoLogsOfTheSameFileAreTwoHistories() throws IOException {
		Path other = this.temp.resolve("other-log");
		try (LogDirectory second = LogDirectory.create("notes", other, this.fixture.file("base.db"),
				this.fixture.world)) {
			assertThat(second.lineage().databaseId()).isNotEqualTo(this.fixture.log.lineage().databaseId());
			assertThat(second.lineage().branch()).isNotEqualTo(this.fixture.log.lineage().branch());
			assertThat(second.start().salt()).isNotEqualTo(this.fixture.log.start().salt());
		}
	}

	@Test
	void aLogIsNeverBegunTwice() {
		assertThatExceptionOfType(FramelineException.class)
			.isThrownBy(() -> LogDirectory.create("notes", this.fixture.directory, this.temp.resolve("twin.db"),
					this.fixture.world))
			.withMessageStartingWith("Database 'notes': ")
			.withMessageContaining("already holds a log");
	}

	@Test
	void aDatabaseWithAWalIsNoBase() throws Exception {
		this.fixture.row();
		assertThatExceptionOfType(FramelineException.class)
			.isThrownBy(() -> LogDirectory.create("notes", this.temp.resolve("other-log"),
					this.temp.resolve("twin.db"), this.fixture.world))
			.withMessageContaining("Close the database first");
	}

	@Test
	void theLogOpensAsAPlainDatabaseAsOfEveryCommit() throws Exception {
		List<Mark> ends = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ends.add(this.fixture.appended(this.fixture.row()));
		}
		Path copy = this.temp.resolve("x.db");
		for (int i = 0; i < 5; i++) {
			LogFixture.asDatabase(this.fixture.directory, ends.get(i).position().frame(), copy);
			assertThat(SqliteSource.number(copy, "SELECT count(*) FROM t")).isEqualTo(i + 1);
			assertThat(SqliteSource.integrity(copy)).isEqualTo("ok");
		}
	}

	@Test
	void anAppendIsShownOnlyOnceItIsDurable() throws Exception {
		Mark start = this.fixture.log.end();
		CommitId id = this.fixture.nextId();
		var appended = this.fixture.append(id, this.fixture.row()).toCompletableFuture();
		assertThat(appended).isNotDone();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(start);
		assertThat(this.fixture.log.range(at(0), 100).count()).isZero();
		assertThat(this.fixture.log.find(id)).contains(this.fixture.log.end());
		this.fixture.tasks.run();
		assertThat(appended).isCompletedWithValue(this.fixture.log.end());
		assertThat(this.fixture.log.durableEnd()).isEqualTo(this.fixture.log.end());
		assertThat(this.fixture.log.range(at(0), 100).count()).isPositive();
	}

	@Test
	void aRangeEndsAtTheLastCommitThatFits() throws Exception {
		Mark first = this.fixture.appended(this.fixture.row());
		Mark second = this.fixture.appended(this.fixture.row());
		Mark third = this.fixture.appended(this.fixture.rows(20));
		long one = first.position().frame();
		long two = second.position().frame();
		long three = third.position().frame();
		LogDirectory log = this.fixture.log;
		assertThat(log.range(at(0), 1_000_000).count()).isEqualTo(three);
		assertThat(log.range(at(0), two).count()).isEqualTo(two);
		assertThat(log.range(at(0), two + 1).count()).isEqualTo(two);
		assertThat(log.range(at(one), two - one).count()).isEqualTo(two - one);
		assertThat(log.range(at(three), 1).count()).isZero();
		assertThat(log.range(at(0), Long.MAX_VALUE).count()).isEqualTo(three);
	}

	@Test
	void aTransactionThatDoesNotFitIsCutWhereTheAskerSays() throws Exception {
		long one = this.fixture.appended(this.fixture.row()).position().frame();
		long end = this.fixture.appended(this.fixture.rows(40)).position().frame();
		assertThat(end - one).isGreaterThan(6);
		assertThat(this.fixture.log.range(at(one), 3).count()).isEqualTo(3);
		assertThat(this.fixture.log.range(at(one + 3), 3).count()).isEqualTo(3);
		assertThat(this.fixture.log.range(at(end - 2), 3).count()).isEqualTo(2);
	}

	@Test
	void aRangeCarriesTheChainOfTheLog() throws Exception {
		this.fixture.appended(this.fixture.row());
		long end = this.fixture.appended(this.fixture.row()).position().frame();
		Frames range = this.fixture.log.range(at(0), 100);
		byte[] bytes = new byte[range.count() * Frame.SIZE];
		range.read(0, range.count(), bytes, 0);
		for (int frame = 1; frame <= end; frame++) {
			int at = (frame - 1) * Frame.SIZE;
			assertThat(Frame.salt(bytes, at)).isEqualTo(this.fixture.log.start().salt());
			assertThat(Frame.checksum(bytes, at)).isEqualTo(this.fixture.log.chainAt(at(frame)).value());
		}
		assertThat(this.fixture.log.chainAt(at(end))).isEqualTo(this.fixture.log.durableEnd().chain());
	}

	@Test
	void theAgeOfAFrameIsThatOfTheFirstCommitBehindIt() throws Exception {
		this.fixture.now = 1000;
		long one = this.fixture.appended(this.fixture.row()).position().frame();
		this.fixture.now = 2000;
		this.fixture.log.refuse(this.fixture.nextId());
		this.fixture.now = 3000;
		long end = this.fixture.appended(this.fixture.rows(20)).position().frame();
		assertThat(this.fixture.log.commitTimeAfter(at(0))).isEqualTo(1000);
		assertThat(this.fixture.log.commitTimeAfter(at(one))).isEqualTo(3000);
		assertThat(this.fixture.log.commitTimeAfter(at(end - 1))).isEqualTo(3000);
		assertThat(this.fixture.log.commitTimeAfter(at(end))).isZero();
	}

	@Test
	void everyCommitIsFoundByItsIdAlsoAfterReopening() throws Exception {
		List<Mark> ends = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			ends.add(this.fixture.appended(this.fixture.row()));
		}
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 4; i++) {
				assertThat(this.fixture.log.find(new CommitId(LogFixture.ORIGIN, i + 1))).contains(ends.get(i));
			}
			assertThat(this.fixture.log.find(new CommitId(LogFixture.ORIGIN, 5))).isEmpty();
			assertThat(this.fixture.log.find(new CommitId(this.fixture.world.chance().nextId(), 1))).isEmpty();
			this.fixture.reopen();
		}
	}

	@Test
	void anOlderCommitIsFoundWhileItIsInFlight() throws Exception {
		CommitId first = this.fixture.nextId();
		this.fixture.append(first, this.fixture.row());
		Mark end = this.fixture.log.end();
		this.fixture.append(this.fixture.nextId(), this.fixture.row());
		assertThat(this.fixture.log.find(first)).contains(end);
	}

	@Test
	void aRefusalIsForEver() throws Exception {
		this.fixture.appended(this.fixture.row());
		CommitId refused = this.fixture.nextId();
		assertThat(this.fixture.log.isRefused(refused)).isFalse();
		var answer = this.fixture.log.refuse(refused).toCompletableFuture();
		assertThat(answer).isNotDone();
		this.fixture.tasks.run();
		assertThat(answer).isCompleted();
		this.fixture.appended(this.fixture.row());
		for (int round = 0; round < 2; round++) {
			assertThat(this.fixture.log.isRefused(refused)).isTrue();
			assertThat(this.fixture.log.isRefused(new CommitId(LogFixture.ORIGIN, 1))).isFalse();
			assertThat(this.fixture.log.isRefused(new CommitId(LogFixture.ORIGIN, 3))).isFalse();
			assertThat(this.fixture.log.refuse(refused)).isCompleted();
			Frames late = this.fixture.row();
			assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.append(refused, late));
			this.fixture.reopen();
		}
	}

	@Test
	void aHeldCommitCannotBeRefused() throws Exception {
		this.fixture.appended(this.fixture.row());
		assertThatIllegalStateException()
			.isThrownBy(() -> this.fixture.log.refuse(new CommitId(LogFixture.ORIGIN, 1)));
	}

	@Test
	void aPushWithoutIdentityMayHoldSeveralTransactions() throws Exception {
		Frames first = this.fixture.row();
		Frames second = this.fixture.rows(20);
		Frames frames = JoinedFrames.of(first, second);
		var appended = this.fixture.append(null, frames).toCompletableFuture();
		this.fixture.tasks.run();
		assertThat(appended).isCompletedWithValue(this.fixture.log.durableEnd());
		assertThat(this.fixture.log.range(at(0), first.count() + 1).count()).isEqualTo(first.count());
		this.fixture.reopen();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(appended.join());
	}

	@Test
	void halfATransactionIsNotTaken() throws Exception {
		Frames whole = this.fixture.rows(20);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fixture.append(this.fixture.nextId(), whole.slice(0, whole.count() - 1)))
			.withMessageContaining("0 commit frames");
	}

	@Test
	void framesStampedForAnotherEndAreNotTaken() throws Exception {
		var early = this.fixture.log.stamp(this.fixture.row());
		this.fixture.appended(this.fixture.row());
		assertThat(this.fixture.log.append(this.fixture.nextId(), early)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LogWriteException.class)
			.withMessageContaining("stamp them again");
	}

	@Test
	void aClosedLogTakesNothing() throws Exception {
		var frames = this.fixture.log.stamp(this.fixture.row());
		this.fixture.log.close();
		assertThat(this.fixture.log.append(this.fixture.nextId(), frames)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LogStoppedException.class)
			.withMessageContaining("it was closed");
	}

}
