package dev.frameline.autoconfigure.http.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.SecretDigest;
import dev.frameline.autoconfigure.http.server.AccessTokens.Access;
import dev.frameline.autoconfigure.http.server.AccessTokens.Token;
import dev.frameline.autoconfigure.http.server.AccessTokens.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AccessTokensTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private final AccessTokens tokens = AccessTokens.of(Map.of("reader", new Token(Secret.of("r"), Access.READ), "writer",
			new Token(Secret.of("w"), Access.READ_WRITE)));

	@Test
	void aTokenAllowsWhatItIsFor() {
		assertThat(this.tokens.judge("Bearer r")).isEqualTo(Verdict.READ);
		assertThat(this.tokens.judge("bearer  w ")).isEqualTo(Verdict.READ_WRITE);
	}

	@Test
	void whoeverPresentsNothingOfTheKindIsAStranger() {
		for (String authorization : new String[] { null, "", "Bearer", "Bearer ", "Bearer x", "Basic w", "w" }) {
			assertThat(this.tokens.judge(authorization)).isEqualTo(Verdict.UNAUTHORIZED);
		}
	}

	@Test
	void aDigestIsEnoughToKnowASecret() {
		// printf %s w | sha256sum
		SecretDigest digest = SecretDigest.ofHex("50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326");
		AccessTokens hashed = AccessTokens.of(Map.of("writer", new Token(digest, Access.READ_WRITE, null)));
		assertThat(hashed.judge("Bearer w")).isEqualTo(Verdict.READ_WRITE);
		assertThat(hashed.judge("Bearer 50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326"))
			.isEqualTo(Verdict.UNAUTHORIZED);
		assertThat(digest).hasToString("******").isEqualTo(SecretDigest.of(Secret.of("w")));
	}

	@Test
	void anExpiredTokenAllowsNothingAndIsTold() {
		SecretDigest digest = SecretDigest.of(Secret.of("w"));
		Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
		assertThat(until(digest, NOON.plusSeconds(1), clock).judge("Bearer w")).isEqualTo(Verdict.READ_WRITE);
		assertThat(until(digest, NOON, clock).judge("Bearer w")).isEqualTo(Verdict.EXPIRED);
		assertThat(until(digest, NOON, clock).judge("Bearer x")).isEqualTo(Verdict.UNAUTHORIZED);
	}

	private static AccessTokens until(SecretDigest digest, Instant end, Clock clock) {
		return AccessTokens.of(Map.of("writer", new Token(digest, Access.READ_WRITE, end)), null, clock);
	}

	@Test
	void withoutTokensNobodyIsAsked() {
		for (String authorization : new String[] { null, "", "Bearer", "Bearer x", "Basic w" }) {
			assertThat(AccessTokens.none().judge(authorization)).isEqualTo(Verdict.READ_WRITE);
		}
	}

	@Test
	void noTokenOrAnEmptyOneIsAMistake() {
		assertThatIllegalArgumentException().isThrownBy(() -> AccessTokens.of(Map.of()))
			.withMessageContaining("frameline.serve.auth=none");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AccessTokens.of(Map.of("reader", new Token(Secret.of(""), Access.READ))))
			.withMessageContaining("frameline.serve.tokens.reader.secret");
	}

	@Test
	void aDigestHasSixtyFourDigits() {
		assertThatIllegalArgumentException().isThrownBy(() -> SecretDigest.ofHex("50e7"))
			.withMessageContaining("64 hexadecimal digits, got 4 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> SecretDigest.ofHex("x".repeat(64)));
	}

}
