package dev.frameline.autoconfigure.http.server;

import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.server.AccessTokens.Access;
import dev.frameline.autoconfigure.http.server.AccessTokens.Token;
import dev.frameline.autoconfigure.http.server.AccessTokens.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AccessTokensTests {

	private final AccessTokens tokens = AccessTokens.of(Map.of("reader", new Token(Secret.of("r"), Access.READ), "writer",
			new Token(Secret.of("w"), Access.READ_WRITE)));

	@Test
	void aReadTokenReadsOnly() {
		assertThat(this.tokens.judge("Bearer r", false)).isEqualTo(Verdict.ALLOWED);
		assertThat(this.tokens.judge("Bearer r", true)).isEqualTo(Verdict.FORBIDDEN);
	}

	@Test
	void aReadWriteTokenDoesBoth() {
		assertThat(this.tokens.judge("Bearer w", false)).isEqualTo(Verdict.ALLOWED);
		assertThat(this.tokens.judge("Bearer w", true)).isEqualTo(Verdict.ALLOWED);
	}

	@Test
	void whoeverPresentsNothingOfTheKindIsAStranger() {
		for (String authorization : new String[] { null, "", "Bearer", "Bearer ", "Bearer x", "Basic w", "w" }) {
			assertThat(this.tokens.judge(authorization, false)).isEqualTo(Verdict.UNAUTHORIZED);
		}
	}

	@Test
	void withoutTokensNobodyIsAsked() {
		for (String authorization : new String[] { null, "", "Bearer", "Bearer x", "Basic w" }) {
			assertThat(AccessTokens.none().judge(authorization, true)).isEqualTo(Verdict.ALLOWED);
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

}
