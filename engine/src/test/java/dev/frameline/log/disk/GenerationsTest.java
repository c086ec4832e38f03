package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.world.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Generations follow each other: rolled, found again, read across, and let go. */
class GenerationsTest {

	private static final Retention ALL = new Retention(Integer.MAX_VALUE, Duration.ZERO);

	private static final Retention NONE = new Retention(0, Duration.ZERO);

	@TempDir
	private Path temp;

	private LogFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new LogFixture(this.temp, Disk.system());
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void theNextGenerationTakesAppendsAtOnce() throws Exception {
		Mark end = this.fixture.appended(this.fixture.rows(20));
		long sequence = this.fixture.log.sequence();
		GenerationStart next = this.fixture.log.roll();
		assertThat(next.generation()).isEqualTo(2);
		assertThat(next.firstSequence()).isEqualTo(sequence);
		assertThat(this.fixture.log.seal(1)).isEqualTo(end);
		assertThat(this.fixture.log.seal(2)).isNull();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(next.mark());
		assertThat(this.fixture.appended(this.fixture.row()).position()).isEqualTo(new Position(2, 1));
		assertThat(this.fixture.log.sequence()).isEqualTo(sequence + 1);
	}

	@Test
	void aGenerationWithoutFramesDoesNotEnd() {
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.log.roll());
	}

	@Test
	void aGenerationDoesNotEndWhileSomethingIsInFlight() throws Exception {
		this.fixture.append(this.fixture.nextId(), this.fixture.row());
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.log.roll());
		this.fixture.tasks.run();
		assertThat(this.fixture.log.roll().generation()).isEqualTo(2);
	}

	@Test
	void aLogThatIsClosedOrHasStoppedBeginsNoGeneration() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			faulty.appended(faulty.row());
			faulty.append(faulty.nextId(), faulty.row());
			disk.fail("force frames.wal");
			faulty.tasks.run();
			disk.heal();
			assertThatThrownBy(() -> faulty.log.roll()).isInstanceOf(LogStoppedException.class)
				.hasMessageContaining("could not be undone");
			faulty.log.close();
			assertThatThrownBy(() -> faulty.log.roll()).isInstanceOf(LogStoppedException.class);
			assertThat(faulty.directory.resolve("2")).doesNotExist();
		}
	}

	@Test
	void aLogThatIsClosedDuringARollEndsWithTheNextGeneration() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			faulty.appended(faulty.row());
			CompletableFuture<Void> closed = new CompletableFuture<>();
			Thread closing = new Thread(() -> {
				try {
					faulty.log.close();
					closed.complete(null);
				}
				catch (IOException ex) {
					closed.completeExceptionally(ex);
				}
			});
			disk.failWith((operation) -> {
				if (operation.equals("rename generation.json") && closing.getState() == Thread.State.NEW) {
					closing.start();
					await().until(() -> closing.getState() != Thread.State.RUNNABLE);
				}
			});
			assertThat(faulty.log.roll().generation()).isEqualTo(2);
			closed.get(30, TimeUnit.SECONDS);
			assertThat(disk.openFiles()).isEmpty();
		}
	}

	@Test
	void aRollThatMayHaveComeToPassStopsTheLog() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			Mark end = faulty.appended(faulty.row());
			disk.failWith((operation) -> {
				if (operation.equals("force directory 2") && disk.exists(faulty.directory.resolve("2/generation.json"))
						|| operation.startsWith("delete")) {
					throw new IOException("the disk refuses");
				}
			});
			assertThatThrownBy(() -> faulty.log.roll()).isInstanceOf(LogStoppedException.class)
				.hasMessageContaining("'notes'")
				.hasMessageContaining("whether it exists is not known");
			disk.heal();
			assertThat(faulty.log.stopped()).contains("whether it exists is not known");
			faulty.reopen();
			assertThat(faulty.log.seal(1)).isEqualTo(end);
			assertThat(faulty.appended(faulty.row()).position()).isEqualTo(new Position(2, 1));
		}
	}

	@Test
	void theNewestBaseIsTheOneBeforeUntilTheNextIsBuilt() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.roll();
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(1);
		assertThat(this.fixture.log.openBase(2)).isNull();
		this.fixture.tidied(ALL);
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(2);
	}

	@Test
	void framesOfGenerationsThatEndedCanStillBeHad() throws Exception {
		Mark first = this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		Mark second = this.fixture.appended(this.fixture.row());
		assertThat(this.fixture.log.range(Position.base(1), 1000).count()).isEqualTo(first.position().frame());
		assertThat(this.fixture.log.chainAt(first.position())).isEqualTo(first.chain());
		assertThat(this.fixture.log.chainAt(second.position())).isEqualTo(second.chain());
		assertThat(this.fixture.log.range(first.position(), 1000).count()).isZero();
	}

	@Test
	void aLogOfSeveralGenerationsIsOpenedAsItWas() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		this.fixture.tidied(ALL);
		this.fixture.appended(this.fixture.rows(10));
		GenerationStart third = this.fixture.log.roll();
		Mark end = this.fixture.appended(this.fixture.row());
		this.fixture.reopen();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(end);
		assertThat(this.fixture.log.start()).isEqualTo(third);
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(2);
		this.fixture.tidied(ALL);
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(3);
		assertThat(this.fixture.log.keeps(1)).isTrue();
	}

	@Test
	void anEndedGenerationWhoseFilesAreNotAsTheyWereSealedIsToldByTheirNames() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		this.fixture.log.close();
		for (String name : new String[] { "frames.wal", "commits" }) {
			Path file = this.fixture.file(name);
			byte[] whole = Files.readAllBytes(file);
			assertTold(file, Arrays.copyOf(whole, whole.length - 1));
			assertTold(file, Arrays.copyOf(whole, 0));
			for (int at : new int[] { 0, 20, whole.length - 1, whole.length - 50 }) {
				byte[] changed = whole.clone();
				changed[at] ^= 1;
				assertTold(file, changed);
			}
			Files.write(file, whole);
		}
		this.fixture.reopen();
	}

	private void assertTold(Path file, byte[] content) throws Exception {
		Files.write(file, content);
		assertThatThrownBy(() -> LogDirectory.open("notes", this.fixture.directory, this.fixture.world))
			.isInstanceOf(LogDamagedException.class)
			.hasMessageContaining(file + " does not begin where")
			.hasMessageContaining("Restore the file");
		assertThat(Files.readAllBytes(file)).isEqualTo(content);
	}

	@Test
	void theNewestGenerationOpensAsAPlainDatabase() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		this.fixture.tidied(ALL);
		this.fixture.appended(this.fixture.rows(5));
		Path copy = this.temp.resolve("x.db");
		Path directory = this.fixture.directory.resolve("2");
		Files.copy(directory.resolve("base.db"), copy);
		Files.copy(directory.resolve("frames.wal"), this.temp.resolve("x.db-wal"));
		assertThat(SqliteSource.number(copy, "SELECT count(*) FROM t")).isEqualTo(15);
		assertThat(SqliteSource.integrity(copy)).isEqualTo("ok");
	}

	// -- who is known

	@Test
	void aCommitIsFoundAcrossGenerations() throws Exception {
		CommitId first = this.fixture.nextId();
		var appended = this.fixture.append(first, this.fixture.row()).toCompletableFuture();
		this.fixture.tasks.run();
		this.fixture.log.roll();
		assertThat(this.fixture.log.find(first)).contains(appended.join());
		this.fixture.appended(this.fixture.row());
		assertThat(this.fixture.log.find(first)).contains(appended.join());
		this.fixture.reopen();
		assertThat(this.fixture.log.find(first)).contains(appended.join());
	}

	@Test
	void theNewestCommitOfAnOriginIsKnownAfterItsGenerationIsGone() throws Exception {
		CommitId id = this.fixture.nextId();
		var appended = this.fixture.append(id, this.fixture.row()).toCompletableFuture();
		this.fixture.tasks.run();
		rollAndForget();
		assertThat(this.fixture.log.keeps(1)).isFalse();
		assertThat(this.fixture.log.find(id)).contains(appended.join());
		this.fixture.reopen();
		assertThat(this.fixture.log.find(id)).contains(appended.join());
	}

	@Test
	void whoWasKnownIsNeverReadFromDamagedBytes() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.roll();
		this.fixture.log.close();
		Path origins = this.fixture.directory.resolve("2/origins");
		byte[] whole = Files.readAllBytes(origins);
		for (int at = 0; at < whole.length; at++) {
			byte[] changed = whole.clone();
			changed[at] ^= 1;
			Files.write(origins, changed);
			assertThatThrownBy(() -> LogDirectory.open("notes", this.fixture.directory, this.fixture.world))
				.as("byte %s", at)
				.isInstanceOf(LogDamagedException.class)
				.hasMessageContaining(origins + " is missing or damaged");
		}
		Files.write(origins, whole);
		this.fixture.reopen();
	}

	@Test
	void aRefusalHoldsForEver() throws Exception {
		CommitId refused = new CommitId(UUID.fromString("00000000-0000-4000-8000-000000000001"), 3);
		this.fixture.log.refuse(refused);
		this.fixture.appended(this.fixture.row());
		rollAndForget();
		rollAndForget();
		assertThat(this.fixture.log.isRefused(refused)).isTrue();
		this.fixture.reopen();
		assertThat(this.fixture.log.isRefused(refused)).isTrue();
		assertThatThrownBy(() -> this.fixture.append(refused, this.fixture.row()))
			.isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void aFailedAppendDoesNotMakeTheLogForgetWhoWasKnownBefore() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			CommitId id = faulty.nextId();
			faulty.append(id, faulty.row());
			faulty.tasks.run();
			faulty.log.roll();
			disk.failOnce("force frames.wal");
			var lost = faulty.append(faulty.nextId(), faulty.row()).toCompletableFuture();
			faulty.tasks.run();
			assertThat(lost).isCompletedExceptionally();
			assertThat(faulty.log.find(id)).isPresent();
		}
	}

	// -- each page once

	@Test
	void pagesThatChangedOftenComeOnce() throws Exception {
		Mark from = this.fixture.appended(this.fixture.rows(40));
		for (int i = 0; i < 30; i++) {
			this.fixture.appended(this.fixture.source.commit("UPDATE t SET text = 'again " + i + "' WHERE id < 4"));
		}
		LogDirectory.Changed changed = this.fixture.log.changedSince(from);
		assertThat(changed).isNotNull();
		assertThat(changed.end()).isEqualTo(this.fixture.log.durableEnd());
		assertThat(changed.frames().count()).isLessThan(10);
		byte[] last = new byte[Frame.SIZE];
		changed.frames().read(changed.frames().count() - 1, 1, last, 0);
		assertThat(Frame.isCommit(last, 0)).isTrue();
		assertThat(Frame.salt(last, 0)).isEqualTo(this.fixture.log.start().salt());
	}

	@Test
	void pagesAreCountedAcrossGenerations() throws Exception {
		Mark from = this.fixture.appended(this.fixture.rows(10));
		for (int i = 0; i < 10; i++) {
			this.fixture.appended(this.fixture.source.commit("UPDATE t SET text = 'again " + i + "' WHERE id < 4"));
		}
		this.fixture.log.roll();
		for (int i = 0; i < 10; i++) {
			this.fixture.appended(this.fixture.source.commit("UPDATE t SET text = 'and again " + i + "' WHERE id < 4"));
		}
		GenerationStart third = this.fixture.log.roll();
		LogDirectory.Changed changed = this.fixture.log.changedSince(from);
		assertThat(changed).isNotNull();
		assertThat(changed.start()).isEqualTo(third);
		assertThat(changed.end()).isEqualTo(third.mark());
		assertSameAsFrames(from, changed.frames());
	}

	@Test
	void nobodyIsToldOfTheNextGenerationBeforeTheLogStandsThere() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			Mark from = faulty.appended(faulty.rows(10));
			for (int i = 0; i < 10; i++) {
				faulty.appended(faulty.source.commit("UPDATE t SET text = 'again " + i + "' WHERE id < 4"));
			}
			List<Position> ends = new ArrayList<>();
			disk.failWith((operation) -> {
				LogDirectory.Changed changed = faulty.log.changedSince(from);
				assertThat(changed).as(operation).isNotNull();
				assertThat(changed.end().position().isAfter(faulty.log.durableEnd().position())).as(operation).isFalse();
				assertThat(faulty.log.start(changed.end().position().generation())).isEqualTo(changed.start());
				ends.add(changed.end().position());
			});
			faulty.log.roll();
			disk.heal();
			assertThat(ends).hasSizeGreaterThan(20).isSorted();
		}
	}

	@Test
	void framesAreTheBetterWayWhenFewPagesChangedTwice() throws Exception {
		Mark from = this.fixture.appended(this.fixture.rows(10));
		this.fixture.appended(this.fixture.rows(60));
		assertThat(this.fixture.log.changedSince(from)).isNull();
	}

	@Test
	void pagesAreNotCountedFromAGenerationThatIsGone() throws Exception {
		Mark from = this.fixture.appended(this.fixture.rows(10));
		rollAndForget();
		for (int i = 0; i < 30; i++) {
			this.fixture.appended(this.fixture.source.commit("UPDATE t SET text = 'again " + i + "' WHERE id < 4"));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.log.changedSince(from))
			.withMessageContaining("generation 1 is not kept");
		assertThatIllegalArgumentException().isThrownBy(() -> this.fixture.log.commitTimeAfter(from.position()));
	}

	/** The base up to {@code from}, and then either. */
	private void assertSameAsFrames(Mark from, Frames changes) throws Exception {
		Path all = this.temp.resolve("all.db");
		this.fixture.tidied(ALL);
		Files.copy(this.fixture.directory.resolve("3").resolve("base.db"), all);
		Path jumped = LogFixture.asDatabase(this.fixture.directory, from.position().frame(), this.temp.resolve("jumped.db"));
		SqliteSource.number(jumped, "SELECT count(*) FROM t");
		try (var file = Disk.system().open(jumped)) {
			changes.forEachRun((run, count) -> {
				for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
					file.write(ByteBuffer.wrap(run, at + Frame.HEADER_SIZE, Frame.PAGE_SIZE),
							(Frame.pageNumber(run, at) - 1) * Frame.PAGE_SIZE);
				}
			});
		}
		assertThat(Files.mismatch(all, jumped)).isEqualTo(-1);
	}

	// -- those that need not be kept

	@Test
	void anEndedGenerationGoesWhenBothLimitsArePassed() throws Exception {
		this.fixture.now = 10_000;
		for (int i = 0; i < 3; i++) {
			this.fixture.appended(this.fixture.row());
			this.fixture.log.roll();
			this.fixture.now += 1000;
		}
		assertThat(this.fixture.tidied(new Retention(2, Duration.ofSeconds(2)))).containsExactly(1L);
		assertThat(this.fixture.tidied(new Retention(1, Duration.ofSeconds(3)))).isEmpty();
		this.fixture.now += 1000;
		assertThat(this.fixture.tidied(new Retention(1, Duration.ofSeconds(3)))).containsExactly(2L);
		assertThat(this.fixture.directory.resolve("2")).doesNotExist();
		assertThat(this.fixture.log.oldest()).isEqualTo(3);
	}

	@Test
	void aBaseThatIsReadKeepsItsGeneration() throws Exception {
		this.fixture.appended(this.fixture.row());
		try (OpenBase open = this.fixture.log.openBase(1)) {
			this.fixture.log.roll();
			assertThat(this.fixture.tidied(NONE)).isEmpty();
			assertThat(open.file().size()).isEqualTo(open.bytes());
		}
		assertThat(this.fixture.tidied(NONE)).containsExactly(1L);
	}

	@Test
	void framesThatAreBeingSentCanBeReadAfterTheirGenerationIsGone() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		Frames frames = this.fixture.log.range(Position.base(1), 1000);
		rollAndForget();
		byte[] all = new byte[frames.count() * Frame.SIZE];
		frames.read(0, frames.count(), all, 0);
		assertThat(Frame.isCommit(all, all.length - Frame.SIZE)).isTrue();
	}

	@Test
	void aGenerationWithoutBaseIsNeverTheOldest() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.roll();
		Files.write(this.fixture.file("base.db"), new byte[1]);
		assertThatThrownBy(() -> this.fixture.tidied(NONE)).hasRootCauseInstanceOf(LogDamagedException.class)
			.hasStackTraceContaining("it has changed on the disk");
		assertThat(this.fixture.log.keeps(1)).isTrue();
		assertThat(this.fixture.log.oldest()).isEqualTo(1);
	}

	@Test
	void aBaseThatChangedOnTheDiskIsFoundAtTheNextOpeningAndBuiltAnew() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		this.fixture.tidied(ALL);
		Path base = this.fixture.directory.resolve("2/base.db");
		byte[] whole = Files.readAllBytes(base);
		flip(base, 5000);
		this.fixture.reopen();
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(2);
		this.fixture.tidied(ALL);
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(2);
		assertThat(Files.readAllBytes(base)).isEqualTo(whole);
		try (OpenBase open = this.fixture.log.openBase(2)) {
			assertThat(open.sha256()).isEqualTo(sha256(whole));
		}
	}

	/** It goes on: those that have a copy can follow. */
	@Test
	void anOldestBaseThatChangedOnTheDiskIsToldAtTheNextOpening() throws Exception {
		flip(this.fixture.file("base.db"), 5000);
		this.fixture.reopen();
		Logger logger = (Logger) LoggerFactory.getLogger(Generations.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		this.fixture.tidied(ALL);
		logger.detachAppender(lines);
		assertThat(lines.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.ERROR);
			assertThat(line.getFormattedMessage()).startsWith("Database 'notes': expected " + this.fixture.file("base.db"))
				.contains("Restore the file from a copy");
		});
		this.fixture.appended(this.fixture.row());
	}

	private static void flip(Path file, int at) throws Exception {
		byte[] content = Files.readAllBytes(file);
		content[at] ^= 1;
		Files.write(file, content);
	}

	private static String sha256(byte[] content) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
	}

	@Test
	void aFrameThatChangedOnTheDiskBecomesNoBase() throws Exception {
		this.fixture.appended(this.fixture.rows(10));
		this.fixture.log.roll();
		byte[] wal = Files.readAllBytes(this.fixture.file("frames.wal"));
		wal[5000] ^= 1;
		Files.write(this.fixture.file("frames.wal"), wal);
		assertThatThrownBy(() -> this.fixture.tidied(ALL)).hasRootCauseInstanceOf(LogDamagedException.class)
			.hasStackTraceContaining("a frame has changed on the disk");
		assertThat(this.fixture.log.newestWithBase().generation()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "create generation.json.new", "write generation.json.new", "force generation.json.new",
			"rename generation.json" })
	void aBaseThatTheDescriptionDoesNotTellOfKeepsTheGenerationBefore(String operation) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			faulty.appended(faulty.row());
			faulty.log.roll();
			disk.fail(operation);
			assertThatThrownBy(() -> faulty.tidied(NONE)).hasRootCauseMessage("the disk refuses: " + operation);
			assertThatThrownBy(() -> faulty.tidied(NONE)).hasRootCauseMessage("the disk refuses: " + operation);
			assertThat(faulty.log.oldest()).isEqualTo(1);
			disk.heal();
			faulty.reopen();
			assertThat(faulty.tidied(NONE)).containsExactly(1L);
			faulty.reopen();
			assertThat(faulty.log.newestWithBase().generation()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "delete generation.json", "delete frames.wal", "delete base.db", "delete 1" })
	void aGenerationThatCannotBeDeletedIsDeletedLaterAndBeforeTheNext(String operation) throws Exception {
		FaultyDisk disk = new FaultyDisk();
		try (LogFixture faulty = new LogFixture(Files.createDirectory(this.temp.resolve("faulty")), disk)) {
			for (int i = 0; i < 2; i++) {
				faulty.appended(faulty.row());
				faulty.log.roll();
			}
			disk.failOnce(operation);
			assertThatThrownBy(() -> faulty.tidied(NONE)).hasRootCauseMessage("the disk refuses: " + operation);
			faulty.tidied(NONE);
			assertThat(faulty.directory).isDirectoryNotContaining((path) -> !path.endsWith("3"));
			faulty.reopen();
			assertThat(faulty.log.oldest()).isEqualTo(3);
		}
	}

	private void rollAndForget() throws Exception {
		if (this.fixture.log.end().position().frame() == 0) {
			this.fixture.appended(this.fixture.row());
		}
		this.fixture.log.roll();
		this.fixture.tidied(NONE);
	}

}
