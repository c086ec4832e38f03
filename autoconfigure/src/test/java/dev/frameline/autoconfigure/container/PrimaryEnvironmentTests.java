package dev.frameline.autoconfigure.container;

import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A primary's environment, read from outside. */
class PrimaryEnvironmentTests {

	@Test
	void withoutVariablesThePrimaryListensWhereBootDoesAndServesWhereFramelineDoes() {
		PrimaryEnvironment environment = new PrimaryEnvironment(Map.of());
		assertThat(environment.port()).isEqualTo(8080);
		assertThat(environment.url(false, "host", 32768)).isEqualTo("http://host:32768/frameline");
		assertThat(environment.token()).isNull();
		assertThat(environment.key()).isNull();
	}

	@Test
	void portPathAndKeyAreTheContainers() {
		PrimaryEnvironment environment = new PrimaryEnvironment(Map.of("SERVER_PORT", "9000",
				"FRAMELINE_SERVE_BASEPATH", "/db", "FRAMELINE_SERVE_REQUIREDKEY", "AAECAwQFBgcICQoLDA0ODw=="));
		assertThat(environment.port()).isEqualTo(9000);
		assertThat(environment.url(true, "host", 1)).isEqualTo("https://host:1/db");
		assertThat(environment.key()).isEqualTo(Secret.of("AAECAwQFBgcICQoLDA0ODw=="));
	}

	@Test
	void aTokenThatMayWriteIsPreferred() {
		assertThat(new PrimaryEnvironment(Map.of("FRAMELINE_SERVE_TOKENS_A_SECRET", "reads",
				"FRAMELINE_SERVE_TOKENS_B_SECRET", "writes", "FRAMELINE_SERVE_TOKENS_B_ACCESS", "read-write"))
			.token()).isEqualTo(Secret.of("writes"));
		assertThat(new PrimaryEnvironment(Map.of("FRAMELINE_SERVE_TOKENS_A_SECRET", "reads")).token())
			.isEqualTo(Secret.of("reads"));
	}

}
