package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** The samples of {@code docs/CLIENTS.md}, as they stand there, each in a process of its own. */
class ClientsDocumentTests {

	private static final Pattern SAMPLE = Pattern.compile("^```(js|java)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	@RegisterExtension
	static final Installed installed = new Installed();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	@TempDir
	Path directory;

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@Test
	void theSamplesForNodeRun() throws Exception {
		Assumptions.assumeTrue(installed.modules.size() == 2, "without Node and its packages");
		List<String> samples = samples("js");
		for (int i = 0; i < samples.size(); i++) {
			Path script = Files.writeString(this.directory.resolve("sample" + i + ".js"), samples.get(i));
			assertThat(run("node", script.toString())).isEqualTo(String.valueOf(i + 1));
		}
		cluster.assertNotes(Side.PRIMARY, "from Node", "from a classic copy", "from an offline copy");
	}

	@Test
	void theSampleForJavaRuns() throws Exception {
		Path source = Files.writeString(this.directory.resolve("Sample.java"), samples("java").get(0));
		assertThat(run(ProcessHandle.current().info().command().orElse("java"), "-cp", System.getProperty("java.class.path"),
				source.toString()))
			.isEqualTo("1");
		cluster.assertNotes(Side.PRIMARY, "from Java");
	}

	private static List<String> samples(String language) throws IOException {
		Path document = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs/CLIENTS.md");
		Matcher matcher = SAMPLE.matcher(Files.readString(document));
		List<String> samples = new ArrayList<>();
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				samples.add(matcher.group(2));
			}
		}
		return samples;
	}

	/** @return the last line that it prints */
	private String run(String... command) throws Exception {
		Path output = this.directory.resolve("output.txt");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("FRAMELINE_URL", cluster.url());
		builder.environment().put("FRAMELINE_TOKEN", cluster.token());
		builder.environment().put("NODE_PATH", String.join(":", installed.modules));
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
			List<String> lines = Files.readAllLines(output);
			assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
			return lines.get(lines.size() - 1);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** Both packages for Node, as far as they can be had. */
	static final class Installed implements BeforeAllCallback {

		private final List<String> modules = new ArrayList<>();

		@Override
		public void beforeAll(ExtensionContext context) {
			for (NpmPackage each : List.of(LibsqlClients.WITH_COPY, LibsqlClients.OVER_HTTP)) {
				Path installed = each.install(context).modules();
				if (installed != null) {
					this.modules.add(installed.toString());
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
