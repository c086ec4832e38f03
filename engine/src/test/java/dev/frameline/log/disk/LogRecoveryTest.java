package dev.frameline.log.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.JoinedFrames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LogRecoveryTest {

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
	void aTailTornAtAnyByteOfTheLastCommitIsCut() throws Exception {
		Mark kept = this.fixture.appended(this.fixture.row());
		this.fixture.appended(this.fixture.row());
		byte[] roomy = Files.readAllBytes(this.fixture.file("frames.wal"));
		byte[] commits = Files.readAllBytes(this.fixture.file("commits"));
		this.fixture.log.close();
		byte[] frames = Files.readAllBytes(this.fixture.file("frames.wal"));
		World world = this.fixture.world;
		int start = (int) WalScan.length(kept.position().frame());
		assertThat(frames).hasSize(start + Frame.SIZE);
		for (int length = start; length < frames.length; length++) {
			byte[] torn = Arrays.copyOf(frames, length);
			Files.write(this.fixture.file("frames.wal"), (length % 2 == 0) ? torn : Arrays.copyOf(torn, roomy.length));
			Files.write(this.fixture.file("commits"), commits);
			try (LogDirectory log = LogDirectory.open("notes", this.fixture.directory, world)) {
				assertThat(log.durableEnd()).as("cut to %s bytes", length).isEqualTo(kept);
			}
			assertThat(this.fixture.file("frames.wal")).hasSize(start);
			assertThat(this.fixture.file("commits")).hasSize(2 * CommitRecord.SIZE);
		}
	}

	@Test
	void aTransactionWithoutItsCommitFrameIsCut() throws Exception {
		Mark kept = this.fixture.appended(this.fixture.row());
		Mark lost = this.fixture.appended(this.fixture.rows(20));
		CommitId lostId = new CommitId(LogFixture.ORIGIN, 2);
		this.fixture.log.close();
		truncate("frames.wal", WalScan.length(lost.position().frame() - 1));
		this.fixture.reopen();
		assertThat(this.fixture.log.durableEnd()).isEqualTo(kept);
		assertThat(this.fixture.log.find(lostId)).isEmpty();
		var again = this.fixture.append(lostId, this.fixture.row()).toCompletableFuture();
		this.fixture.tasks.run();
		assertThat(again).isCompleted();
	}

	@Test
	void lostFramesThatWereAcknowledgedAreToldAndNothingIsCut() throws Exception {
		for (int i = 0; i < 10; i++) {
			this.fixture.appended(this.fixture.row());
		}
		this.fixture.log.close();
		byte[] whole = Files.readAllBytes(this.fixture.file("frames.wal"));
		byte[] flipped = whole.clone();
		flipped[(int) WalScan.offset(5) + 100] ^= 1;
		for (byte[] damaged : List.of(Arrays.copyOf(whole, (int) WalScan.length(8)), flipped)) {
			Files.write(this.fixture.file("frames.wal"), damaged);
			assertDamaged("9 were acknowledged");
			assertThat(Files.readAllBytes(this.fixture.file("frames.wal"))).isEqualTo(damaged);
			assertThat(this.fixture.file("commits")).hasSize(11 * CommitRecord.SIZE);
		}
		Files.write(this.fixture.file("frames.wal"), whole);
		this.fixture.reopen();
		assertThat(this.fixture.log.sequence()).isEqualTo(10);
	}

	@Test
	void framesWithoutTheirRecordAreToldAtAnyByteOfIt() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.appended(this.fixture.row());
		this.fixture.log.close();
		byte[] commits = Files.readAllBytes(this.fixture.file("commits"));
		for (int length = 2 * CommitRecord.SIZE; length < commits.length; length++) {
			Files.write(this.fixture.file("commits"), Arrays.copyOf(commits, length));
			assertDamaged("commits ends at frame 1");
			assertThat(this.fixture.file("commits")).hasSize(length);
		}
		Files.write(this.fixture.file("commits"), commits);
		this.fixture.reopen();
	}

	@Test
	void aRecordThatWasChangedIsNeverBelieved() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.close();
		byte[] commits = Files.readAllBytes(this.fixture.file("commits"));
		for (int at = CommitRecord.SIZE; at < commits.length; at++) {
			byte[] changed = commits.clone();
			changed[at] ^= 0x10;
			Files.write(this.fixture.file("commits"), changed);
			assertDamaged("commits ends at frame 0");
		}
		Files.write(this.fixture.file("commits"), commits);
		this.fixture.reopen();
	}

	@Test
	void missingFilesAreNamed() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.close();
		for (String name : List.of("generation.json", "base.db", "frames.wal", "commits")) {
			Path aside = this.temp.resolve(name);
			Files.move(this.fixture.file(name), aside);
			assertDamaged(name);
			assertThat(this.fixture.file(name)).doesNotExist();
			Files.move(aside, this.fixture.file(name));
		}
		this.fixture.reopen();
	}

	@Test
	void filesOfAnotherLogAreNotTaken() throws Exception {
		this.fixture.appended(this.fixture.row());
		this.fixture.log.close();
		Path other = this.temp.resolve("other-log");
		LogDirectory.create("other", other, this.fixture.file("base.db"), this.fixture.world).close();
		for (String name : List.of("frames.wal", "commits")) {
			byte[] own = Files.readAllBytes(this.fixture.file(name));
			Files.copy(other.resolve("1").resolve(name), this.fixture.file(name), StandardCopyOption.REPLACE_EXISTING);
			assertDamaged("belongs to another log");
			Files.write(this.fixture.file(name), own);
		}
		this.fixture.reopen();
	}

	@Test
	void aDescriptionThatIsNotOneIsTold() throws Exception {
		this.fixture.log.close();
		String json = Files.readString(this.fixture.file("generation.json"));
		Map<String, String> damages = new LinkedHashMap<>();
		damages.put("", "expected JSON");
		damages.put("{", "expected JSON");
		damages.put("{}", "$.format");
		damages.put(json.replace("\"format\": 1", "\"format\": 2"), "expected format 1, found 2");
		damages.put(json.replace("branch", "twig"), "$.branch");
		damages.put(json.replace("\"seal\": null", "\"seal\": {\"frame\": 1, \"chain\": \"00\", \"time\": 1}"), "has ended");
		damages.put(json.replace("\"generation\": 1", "\"generation\": 7"), "describes generation 7");
		for (Map.Entry<String, String> damage : damages.entrySet()) {
			Files.writeString(this.fixture.file("generation.json"), damage.getKey());
			assertDamaged(damage.getValue());
		}
		Files.writeString(this.fixture.file("generation.json"), json);
		this.fixture.reopen();
	}

	@Test
	void aSecondGenerationIsNotOverlooked() throws Exception {
		this.fixture.log.close();
		Path second = Files.createDirectory(this.fixture.directory.resolve("2")).resolve("generation.json");
		Files.createFile(second);
		assertDamaged(second + " cannot be read");
		Files.delete(second);
		this.fixture.reopen();
	}

	@Test
	void aPowerCutAtAnyMomentKeepsWhatWasAnswered() throws Exception {
		Map<CommitId, CompletableFuture<Mark>> appended = new HashMap<>();
		Map<CommitId, CompletableFuture<Void>> refused = new HashMap<>();
		int[] cuts = new int[1];
		this.disk.failWith((operation) -> {
			Map<CommitId, Mark> answered = new HashMap<>();
			appended.forEach((id, answer) -> answer.thenAccept((end) -> answered.put(id, end)));
			List<CommitId> answeredNo = refused.keySet().stream().filter((id) -> refused.get(id).isDone()).toList();
			for (Set<String> written : List.of(Set.<String>of(), Set.of("commits"), Set.of("frames.wal"),
					Set.of("commits", "frames.wal"))) {
				Path survivor = this.temp.resolve("survivor-" + cuts[0]++);
				this.disk.powerCut(this.fixture.directory, survivor, written);
				assertKept(operation + " " + written, survivor, answered, answeredNo);
			}
		});
		for (int i = 0; i < 3; i++) {
			CommitId first = this.fixture.nextId();
			CommitId second = this.fixture.nextId();
			CommitId third = this.fixture.nextId();
			appended.put(first, this.fixture.append(first, this.fixture.row()).toCompletableFuture());
			appended.put(second, this.fixture.append(second, this.fixture.rows(5)).toCompletableFuture());
			refused.put(third, this.fixture.log.refuse(third).toCompletableFuture());
			this.fixture.tasks.run();
			appended.values().forEach(CompletableFuture::join);
			refused.values().forEach(CompletableFuture::join);
		}
		assertThat(cuts[0]).isGreaterThan(3 * 5 * 4 - 1);
	}

	/** The frames of an append of three commits may have reached the disk up to any of them. */
	@Test
	void anAppendOfSeveralCommitsIsThereAsAWholeOrNotAtAll() throws Exception {
		Mark kept = this.fixture.appended(this.fixture.row());
		CommitId first = this.fixture.nextId();
		this.fixture.nextId();
		CommitId last = this.fixture.nextId();
		Frames group = JoinedFrames.of(this.fixture.row(), this.fixture.rows(3), this.fixture.row());
		var appended = this.fixture.append(last, group).toCompletableFuture();
		this.fixture.tasks.run();
		Mark end = appended.join();
		assertThat(end.position()).isEqualTo(kept.position().plus(group.count()));
		byte[] frames = Files.readAllBytes(this.fixture.file("frames.wal"));
		for (long held = kept.position().frame(); held <= end.position().frame(); held++) {
			Files.write(this.fixture.file("frames.wal"), Arrays.copyOf(frames, (int) WalScan.length(held)));
			Path survivor = this.temp.resolve("survivor-" + held);
			this.disk.powerCut(this.fixture.directory, survivor, Set.of("commits", "frames.wal"));
			boolean whole = held == end.position().frame();
			assertKept("with " + held + " frames", survivor, whole ? Map.of(last, end) : Map.of(), List.of());
			try (LogDirectory log = LogDirectory.open("notes", survivor, this.fixture.world)) {
				assertThat(log.durableEnd()).isEqualTo(whole ? end : kept);
				assertThat(log.find(first).isPresent()).isEqualTo(whole);
			}
		}
	}

	@Test
	void aPowerCutWhileAFailedAppendIsCutBackKeepsWhatWasAnswered() throws Exception {
		Mark kept = this.fixture.appended(this.fixture.row());
		int[] cuts = new int[1];
		this.disk.failWith((operation) -> {
			for (Set<String> written : List.of(Set.<String>of(), Set.of("commits"), Set.of("frames.wal"),
					Set.of("commits", "frames.wal"))) {
				Path survivor = this.temp.resolve("survivor-" + cuts[0]++);
				this.disk.powerCut(this.fixture.directory, survivor, written);
				assertKept(operation, survivor, Map.of(new CommitId(LogFixture.ORIGIN, 1), kept), List.of());
			}
			if (operation.equals("force frames.wal") && cuts[0] <= 16) {
				throw new IOException("the disk refuses");
			}
		});
		var lost = this.fixture.append(this.fixture.nextId(), this.fixture.row()).toCompletableFuture();
		this.fixture.tasks.run();
		assertThat(lost).isCompletedExceptionally();
		assertThat(cuts[0]).isEqualTo(8 * 4);
	}

	@Test
	void aDirectoryThatWasNotFinishedIsNoLogAndIsBuiltAnew() throws Exception {
		Path directory = this.temp.resolve("second-log");
		Path database = this.fixture.file("base.db");
		this.disk.operations();
		LogDirectory.create("notes", directory, database, this.fixture.world).close();
		int operations = this.disk.operations().size() - 2;
		for (int after = 0; after < operations; after++) {
			deleteAll(directory);
			int[] left = { after };
			this.disk.failWith((operation) -> {
				if (left[0]-- == 0) {
					throw new IOException("the machine is off");
				}
			});
			Path halfMade = directory;
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> LogDirectory.create("notes", halfMade, database, this.fixture.world));
			this.disk.heal();
			if (!LogDirectory.exists(directory, this.fixture.world)) {
				LogDirectory.create("notes", directory, database, this.fixture.world).close();
			}
			try (LogDirectory log = LogDirectory.open("notes", directory, this.fixture.world)) {
				assertThat(log.sequence()).isZero();
			}
		}
		assertThat(operations).isGreaterThan(10);
	}

	@Test
	void aPowerCutDuringCreationLeavesNoLogOrAWholeOne() throws Exception {
		Path directory = this.temp.resolve("second-log");
		int[] cuts = new int[1];
		this.disk.failWith((operation) -> {
			Path survivor = this.temp.resolve("survivor-" + cuts[0]++);
			this.disk.powerCut(directory, survivor, Set.of());
			if (LogDirectory.exists(survivor, this.fixture.world)) {
				assertKept(operation, survivor, Map.of(), List.of());
			}
		});
		LogDirectory.create("notes", directory, this.fixture.file("base.db"), this.fixture.world).close();
		assertThat(cuts[0]).isGreaterThan(10);
	}

	/** Runs within an operation of the disk, so it opens the survivor with a disk of its own. */
	private void assertKept(String when, Path survivor, Map<CommitId, Mark> answered, List<CommitId> refused)
			throws IOException {
		World world = this.fixture.world;
		World calm = new World(world.time(), Disk.system(), world.tasks(), world.waiting(),
				world.chance());
		try (LogDirectory log = LogDirectory.open("notes", survivor, calm)) {
			for (Map.Entry<CommitId, Mark> each : answered.entrySet()) {
				assertThat(log.find(each.getKey())).as(when).contains(each.getValue());
			}
			for (CommitId each : refused) {
				assertThat(log.isRefused(each)).as(when).isTrue();
			}
			Path copy = LogFixture.asDatabase(survivor, log.durableEnd().position().frame(), survivor.resolve("x.db"));
			assertThat(SqliteSource.integrity(copy)).as(when).isEqualTo("ok");
		}
		catch (SQLException ex) {
			throw new IOException(ex);
		}
	}

	private void assertDamaged(String message) {
		assertThatExceptionOfType(LogDamagedException.class)
			.isThrownBy(() -> LogDirectory.open("notes", this.fixture.directory, this.fixture.world))
			.withMessageStartingWith("Database 'notes': ")
			.withMessageContaining(message);
	}

	private void truncate(String name, long length) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.fixture.file(name).toFile(), "rw")) {
			file.setLength(length);
		}
	}

	private static void deleteAll(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			paths.sorted((left, right) -> right.compareTo(left)).forEach((path) -> {
				try {
					Files.delete(path);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

}
