package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** What an application says of its node when it starts: one sentence. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpLineTests {

	@TempDir
	Path directory;

	@Test
	void roleFilePositionAndPrimaryAreOneLine(CapturedOutput output) {
		try (ConfigurableApplicationContext primary = start("primary", "--frameline.serve.enabled=true",
				"--frameline.serve.auth=none")) {
			assertSays(output, "Database 'default': primary on " + file("primary") + " at position 1:0");
			String url = "http://127.0.0.1:" + primary.getEnvironment().getRequiredProperty("local.server.port")
					+ "/frameline";
			try (ConfigurableApplicationContext replica = start("replica", "--frameline.primary.url=" + url)) {
				assertThat(replica.isActive()).isTrue();
				assertSays(output,
						"Database 'default': replica on " + file("replica") + " at position 1:0, following " + url);
			}
		}
		try (ConfigurableApplicationContext standalone = start("standalone")) {
			assertThat(standalone.isActive()).isTrue();
			assertSays(output, "Database 'default': standalone on " + file("standalone"));
		}
	}

	private static void assertSays(CapturedOutput output, String sentence) {
		assertThat(output.getOut().lines().filter((line) -> line.contains(" INFO ") && line.endsWith(sentence)))
			.as(sentence)
			.hasSize(1);
	}

	private Path file(String name) {
		return this.directory.resolve(name + ".db");
	}

	private ConfigurableApplicationContext start(String name, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + file(name));
		return new SpringApplicationBuilder(Application.class).properties("server.port=0", "server.address=127.0.0.1")
			.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
