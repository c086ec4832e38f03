package dev.frameline.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README says is compared with what is so. */
class ReadmeTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern TEST_COMMAND = Pattern.compile("^```shell\n(mvn -B [a-z]+)\n```", Pattern.MULTILINE);

	private static final Pattern SETTING = Pattern.compile("^\\| `(frameline\\.[a-z.<>-]+)`", Pattern.MULTILINE);

	@Test
	void itsTableOfSettingsIsTheMetadata() throws IOException {
		Set<String> documented = new TreeSet<>();
		String readme = Files.readString(ROOT.resolve("README.md"));
		int settings = readme.indexOf("## Settings");
		Matcher matcher = SETTING.matcher(readme.substring(settings, readme.indexOf("\n## ", settings)));
		while (matcher.find()) {
			documented.add(matcher.group(1).replaceFirst("\\.<name>.*", ""));
		}
		assertThat(documented).isEqualTo(metadata());
	}

	@Test
	void itsTestCommandIsWhatTheBuildServerRuns() throws IOException {
		Matcher command = TEST_COMMAND.matcher(Files.readString(ROOT.resolve("README.md")));
		assertThat(command.find()).isTrue();
		assertThat(Files.readString(ROOT.resolve(".ci/run")).lines()).contains(command.group(1));
	}

	private static Set<String> metadata() throws IOException {
		Set<String> names = new TreeSet<>();
		try (InputStream json = FramelineProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(json).get("properties")) {
				names.add(property.get("name").asString());
				assertThat(property.path("description").asString()).as(property.get("name").asString()).isNotBlank();
			}
		}
		return names;
	}

}
