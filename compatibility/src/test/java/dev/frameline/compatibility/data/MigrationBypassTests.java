package dev.frameline.compatibility.data;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineMigrationAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** A migration tool that opens the file by itself would write past the log. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationBypassTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "spring.flyway", "spring.liquibase" })
	void aUrlOfThisFileStopsTheStart(String tool, CapturedOutput output) {
		assertStops(output, tool + ".url", "--" + tool + ".url=jdbc:sqlite:" + file());
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.flyway", "spring.liquibase" })
	void anotherWayToWriteTheUrlStopsItToo(String tool, CapturedOutput output) {
		assertStops(output, tool + ".url",
				"--" + tool + ".url=jdbc:sqlite:file:" + this.directory.resolve("./app.db") + "?journal_mode=WAL");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.flyway", "spring.liquibase" })
	void aUserStopsTheStart(String tool, CapturedOutput output) {
		assertStops(output, tool + ".user", "--" + tool + ".user=migrator");
	}

	@Test
	void aUrlOfAnotherDatabaseDoesNot() {
		try (ConfigurableApplicationContext context = start("--spring.liquibase.enabled=false",
				"--spring.flyway.url=jdbc:sqlite:" + this.directory.resolve("other.db"))) {
			assertThat(context.isActive()).isTrue();
			assertThat(this.directory.resolve("other.db")).isNotEmptyFile();
		}
	}

	@Test
	void aToolThatIsSwitchedOffMayBeSetAsItLikes() {
		try (ConfigurableApplicationContext context = start("--spring.flyway.enabled=false",
				"--spring.liquibase.enabled=false", "--spring.flyway.user=migrator", "--spring.liquibase.user=migrator")) {
			assertThat(context.isActive()).isTrue();
		}
	}

	private void assertStops(CapturedOutput output, String property, String setting) {
		assertThatException().isThrownBy(() -> start(setting).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
			.contains("Database 'default': " + property)
			.contains("Remove " + property);
		assertThat(Files.exists(file())).as("the file was opened").isFalse();
	}

	private ConfigurableApplicationContext start(String... settings) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("frameline.path=" + file())
			.run(settings);
	}

	private Path file() {
		return this.directory.resolve("app.db");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramelineAutoConfiguration.class, FramelineDataSourceAutoConfiguration.class,
			FramelineMigrationAutoConfiguration.class, FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class })
	static class Application {

	}

}
