package dev.frameline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** That what {@code planted/run} does can still be done: the patches apply, and their catchers exist. */
class PlantedDefectsTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Path PLANTED = ROOT.resolve("simulation/planted");

	private static final String SEEDS = "simulation seeds";

	static List<Path> patches() throws IOException {
		try (Stream<Path> files = Files.list(PLANTED)) {
			return files.filter((file) -> file.toString().endsWith(".patch")).sorted().toList();
		}
	}

	@Test
	void theTableIsWhatThePatchesSay() throws IOException {
		List<String> rows = new ArrayList<>();
		for (Path patch : patches()) {
			rows.add("| " + String.join(" ", head(patch, "defect")) + " | " + head(patch, "caught by").stream()
				.map((catcher) -> catcher.equals(SEEDS) ? "*simulation*" : "`" + catcher.split(" ")[1] + "`")
				.reduce((one, other) -> one + ", " + other)
				.orElseThrow() + " |");
		}
		assertThat(rows).hasSizeGreaterThan(12);
		assertThat(Files.readString(ROOT.resolve("docs/RELIABILITY.md"))).contains(String.join("\n", rows) + "\n");
	}

	@ParameterizedTest
	@MethodSource("patches")
	void everyPatchApplies(Path patch) throws Exception {
		Path out = Files.createTempFile("apply", ".txt");
		try {
			Process apply = new ProcessBuilder("git", "apply", "--check", patch.toString()).directory(ROOT.toFile())
				.redirectErrorStream(true)
				.redirectOutput(out.toFile())
				.start();
			assertThat(apply.waitFor()).as(Files.readString(out)).isZero();
		}
		catch (IOException ex) {
			assumeTrue(false, "git is not there to try whether a patch applies: " + ex.getMessage());
		}
		finally {
			Files.delete(out);
		}
	}

	@ParameterizedTest
	@MethodSource("patches")
	void everyCatcherExists(Path patch) throws IOException {
		List<String> catchers = head(patch, "caught by");
		assertThat(catchers).isNotEmpty();
		for (String catcher : catchers) {
			if (!catcher.equals(SEEDS)) {
				String[] test = catcher.split("[ #]");
				String source = Files.readString(find(ROOT.resolve(test[0]).resolve("src/test/java"), test[1] + ".java"));
				assertThat(test.length < 3 || source.contains("void " + test[2] + "(")).as(catcher).isTrue();
			}
		}
	}

	private static Path find(Path root, String name) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter((file) -> file.getFileName().toString().equals(name)).findFirst().orElseThrow();
		}
	}

	private static List<String> head(Path patch, String name) throws IOException {
		String begin = "# " + name + ": ";
		return Files.readAllLines(patch)
			.stream()
			.takeWhile((line) -> !line.startsWith("diff "))
			.filter((line) -> line.startsWith(begin))
			.map((line) -> line.substring(begin.length()))
			.toList();
	}

}
