package dev.frameline.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SecretTests {

	@Test
	void neverPrints() {
		Secret secret = Secret.of("hunter2");
		assertThat(secret.toString()).doesNotContain("hunter2");
		assertThat("" + new Holder(secret)).doesNotContain("hunter2");
		assertThat(secret.reveal()).isEqualTo("hunter2");
	}

	@Test
	void matchesOnlyItself() {
		assertThat(Secret.of("hunter2").matches("hunter2")).isTrue();
		assertThat(Secret.of("hunter2").matches("hunter")).isFalse();
		assertThat(Secret.of("hunter2").matches("")).isFalse();
		assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a")).isNotEqualTo(Secret.of("b"));
	}

	@Test
	void isMadeFromTheTextOfAProperty() {
		assertThat(ApplicationConversionService.getSharedInstance().convert("hunter2", Secret.class))
			.isEqualTo(Secret.of("hunter2"));
	}

	@Test
	void isNotAPlaceholderThatNothingHasReplaced() {
		assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("${FRAMELINE_TOKEN}"))
			.withMessageContaining("${FRAMELINE_TOKEN}")
			.withMessageContaining("there is no value");
	}

	private record Holder(Secret secret) {

	}

}
