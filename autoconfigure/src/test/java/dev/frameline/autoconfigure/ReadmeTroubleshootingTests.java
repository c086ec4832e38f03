package dev.frameline.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every message that the README explains is one that the code has, word for word. */
class ReadmeTroubleshootingTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

	/** Where one string literal goes on in the next. */
	private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

	@Test
	void everyMessageIsTheCodes() throws IOException {
		String readme = Files.readString(ROOT.resolve("README.md"));
		Matcher row = ROW.matcher(readme.substring(readme.indexOf("## Troubleshooting")));
		List<String> sources = sources();
		int rows = 0;
		while (row.find()) {
			List<String> words = Stream.of(row.group(1).split("…")).map(String::strip).toList();
			assertThat(sources).as(row.group(1)).anyMatch((source) -> words.stream().allMatch(source::contains));
			rows++;
		}
		assertThat(rows).isGreaterThan(10);
	}

	private static List<String> sources() throws IOException {
		List<String> sources = new ArrayList<>();
		for (String module : List.of("engine", "autoconfigure", "actuator")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
				files.filter((file) -> file.toString().endsWith(".java")).map(ReadmeTroubleshootingTests::literals)
					.forEach(sources::add);
			}
		}
		return sources;
	}

	private static String literals(Path file) {
		try {
			return JOINT.matcher(Files.readString(file)).replaceAll("");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
