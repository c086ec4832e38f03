package dev.frameline.autoconfigure.http.server;

import java.security.PublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.frameline.autoconfigure.http.server.AccessTokens.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed tokens, as libSQL's server takes them: JWTs that a key of Ed25519 has signed, with the claims {@code a}
 * ({@code ro} or {@code rw}) and {@code exp}. No algorithm but EdDSA is taken, whatever a token says of itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037">RFC 8037</a>
 */
public final class SignedTokens {

	private static final Logger logger = LoggerFactory.getLogger(SignedTokens.class);

	private static final String ACCESS = "a";

	private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

	private SignedTokens(PublicKey key, Clock clock) {
		this.processor.setJWSVerifierFactory(new Ed25519Verifiers());
		this.processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(JWSAlgorithm.EdDSA, key));
		this.processor.setJWTClaimsSetVerifier(new Claims(clock));
	}

	/**
	 * @param key the public key: PEM, or its 32 bytes in URL-safe base64
	 * @throws IllegalArgumentException if it is neither
	 */
	public static SignedTokens by(String key, Clock clock) {
		return new SignedTokens(Ed25519Keys.read(key), clock);
	}

	Verdict judge(String presented) {
		try {
			return verdict(this.processor.process(presented, null));
		}
		catch (ExpiredJWTException ex) {
			return Verdict.EXPIRED;
		}
		catch (ParseException | BadJOSEException | JOSEException ex) {
			logger.debug("A token was not taken: {}", ex.getMessage());
			return Verdict.UNAUTHORIZED;
		}
	}

	private static Verdict verdict(JWTClaimsSet claims) {
		Object access = claims.getClaim(ACCESS);
		if ("rw".equals(access)) {
			return Verdict.READ_WRITE;
		}
		if ("ro".equals(access)) {
			return Verdict.READ;
		}
		logger.debug("A token was not taken: expected its claim 'a' to be 'ro' or 'rw', got '{}'", access);
		return Verdict.UNAUTHORIZED;
	}

	private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

		private final Clock clock;

		Claims(Clock clock) {
			super(null, Set.of(ACCESS, "exp"));
			setMaxClockSkew(0);
			this.clock = clock;
		}

		@Override
		protected Date currentTime() {
			return Date.from(this.clock.instant());
		}

	}

}
