package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.frameline.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** A crash at every step of a roll, of a base build and of a pruning is repaired. */
class RollCrashTest {

	private static final Predicate<String> NOTHING = (name) -> false;

	private static final Predicate<String> EVERYTHING = (name) -> true;

	/** Of which files everything is on the disk; of others, what was forced. */
	private static final Map<String, Predicate<String>> WRITTEN = Map.of("nothing", NOTHING, "everything", EVERYTHING,
			"commits", "commits"::equals, "frames.wal", "frames.wal"::equals);

	/** What is created, renamed and deleted on the disk; of others, what was forced. */
	private static final Map<String, Predicate<String>> NAMED = Map.of("nothing", NOTHING, "everything", EVERYTHING,
			"generation.json", "generation.json"::equals, "all but generation.json",
			Predicate.not("generation.json"::equals));

	@TempDir
	private Path temp;

	private final FaultyDisk disk = new FaultyDisk();

	private final Set<String> verified = new HashSet<>();

	private final List<String> damages = new ArrayList<>();

	@Test
	void anyOperationMayFailOnce() throws Exception {
		List<String> operations = operations();
		for (int failing = 0; failing < operations.size(); failing++) {
			String when = failing + ": " + operations.get(failing) + " fails";
			Path directory = Files.createDirectory(this.temp.resolve("failing-" + failing));
			try (RollStory story = new RollStory(directory, this.disk)) {
				failAt(failing);
				story.tell();
				this.disk.heal();
				story.verifyHeld(when, story.fixture.log);
				story.fixture.log.close();
				story.verify(when, story.fixture.directory);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError(when, ex);
			}
		}
	}

	@Test
	void thePowerMayGoAtAnyMoment() throws Exception {
		try (RollStory story = new RollStory(this.temp.resolve("story"), this.disk)) {
			this.disk.failWith((operation) -> cutPower(story, operation));
			story.tell();
			this.disk.heal();
			cutPower(story, "the end");
		}
		assertThat(this.damages).isEmpty();
		assertThat(this.verified).hasSizeGreaterThan(60);
	}

	@Test
	void anOpeningThatFinishesARollMayFailAtAnyOperation() throws Exception {
		try (RollStory story = new RollStory(this.temp.resolve("story"), this.disk)) {
			int[] renames = new int[1];
			this.disk.failWith((operation) -> {
				if (operation.equals("rename generation.json") && ++renames[0] == 2) {
					throw new IOException("the disk refuses");
				}
			});
			Mark end = story.fixture.log.durableEnd();
			story.fixture.log.roll();
			this.disk.heal();
			Path unfinished = story.fixture.directory;
			Files.createFile(unfinished.resolve("2").resolve("base.db.new"));
			Files.createFile(Files.createDirectory(unfinished.resolve("3")).resolve("frames.wal"));
			story.fixture.log.close();
			int operations = operationsOfOpening(story, copy(unfinished, this.temp.resolve("whole")));
			for (int failing = 0; failing < operations; failing++) {
				Path directory = copy(unfinished, this.temp.resolve("failing-" + failing));
				failAt(failing);
				assertThatIOException().isThrownBy(() -> open(story, directory)).withMessageContaining("refuses");
				this.disk.heal();
				try (LogDirectory log = open(story, directory)) {
					assertThat(log.seal(1)).isEqualTo(end);
				}
				story.verify("the opening failed at operation " + failing, directory);
			}
			assertThat(operations).isGreaterThan(9);
		}
	}

	private int operationsOfOpening(RollStory story, Path directory) throws IOException {
		this.disk.operations();
		open(story, directory).close();
		List<String> operations = this.disk.operations();
		assertThat(operations).contains("rename generation.json", "delete base.db.new", "delete 3");
		return operations.size();
	}

	private LogDirectory open(RollStory story, Path directory) throws IOException {
		return LogDirectory.open("notes", directory, story.fixture.world);
	}

	private static Path copy(Path source, Path target) throws IOException {
		try (Stream<Path> paths = Files.walk(source)) {
			for (Path path : paths.toList()) {
				Files.copy(path, target.resolve(source.relativize(path)));
			}
		}
		return target;
	}

	private void failAt(int failing) {
		int[] left = { failing };
		this.disk.failWith((operation) -> {
			if (left[0]-- == 0) {
				throw new IOException("the disk refuses: " + operation);
			}
		});
	}

	private void cutPower(RollStory story, String operation) throws IOException {
		for (Map.Entry<String, Predicate<String>> written : WRITTEN.entrySet()) {
			for (Map.Entry<String, Predicate<String>> named : NAMED.entrySet()) {
				var left = this.disk.left(story.fixture.directory, written.getValue(), named.getValue());
				if (this.verified.add(story.acknowledged.size() + digest(left))) {
					String when = operation + ", written: " + written.getKey() + ", names: " + named.getKey();
					verify(story, when, put(left, this.temp.resolve("survivor-" + this.verified.size())));
				}
			}
		}
	}

	private static Path put(SortedMap<Path, Optional<byte[]>> left, Path survivor) throws IOException {
		Files.createDirectories(survivor);
		for (Map.Entry<Path, Optional<byte[]>> each : left.entrySet()) {
			Path target = survivor.resolve(each.getKey());
			if (each.getValue().isPresent()) {
				Files.write(target, each.getValue().get());
			}
			else {
				Files.createDirectory(target);
			}
		}
		return survivor;
	}

	/** Thrown here, it would be taken for a failure of the disk. */
	private void verify(RollStory story, String when, Path survivor) {
		try {
			story.verify(when, survivor);
		}
		catch (Exception | AssertionError ex) {
			this.damages.add(when + ": " + ex);
		}
	}

	private List<String> operations() throws Exception {
		try (RollStory story = new RollStory(this.temp.resolve("undisturbed"), this.disk)) {
			this.disk.operations();
			story.tell();
			List<String> operations = this.disk.operations();
			assertThat(operations).contains("rename generation.json", "force directory 2", "write origins",
					"rename base.db", "delete generation.json", "delete frames.wal", "delete 1");
			return operations;
		}
	}

	private static String digest(SortedMap<Path, Optional<byte[]>> left) {
		MessageDigest digest = BaseWriter.sha256();
		left.forEach((path, bytes) -> {
			digest.update(path.toString().getBytes(StandardCharsets.UTF_8));
			digest.update(bytes.orElse(new byte[1]));
		});
		return HexFormat.of().formatHex(digest.digest());
	}

}
