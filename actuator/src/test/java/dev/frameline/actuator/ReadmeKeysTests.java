package dev.frameline.actuator;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's table of the endpoint's keys is what the endpoint answers. */
class ReadmeKeysTests {

	private static final Pattern ROW = Pattern.compile("^\\| (`[a-z][\\w.`, ]*`) \\|", Pattern.MULTILINE);

	@Test
	void itsTableOfKeysIsTheEndpoints() throws IOException {
		String readme = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("README.md"));
		int table = readme.indexOf("| key |", readme.indexOf("## Endpoint"));
		String section = readme.substring(table + "| key |".length(), readme.indexOf("\n\n", table));
		Set<String> named = new TreeSet<>();
		Matcher row = ROW.matcher(section);
		while (row.find()) {
			Arrays.stream(row.group(1).split("[`, ]+")).filter((key) -> !key.isEmpty()).forEach(named::add);
		}
		Set<String> keys = new TreeSet<>();
		collect("", SyncDescriptor.class, keys);
		assertThat(named).isEqualTo(keys);
	}

	private static void collect(String prefix, Class<?> type, Set<String> keys) {
		for (RecordComponent component : type.getRecordComponents()) {
			boolean object = component.getType().isRecord() && !prefix.contains(".");
			if (object) {
				collect(prefix + component.getName() + ".", component.getType(), keys);
			}
			else {
				keys.add(prefix + component.getName());
			}
		}
	}

}
