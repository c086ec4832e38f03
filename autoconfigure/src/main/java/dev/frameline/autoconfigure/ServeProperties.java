package dev.frameline.autoconfigure;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.frameline.autoconfigure.http.hrana.SqlLimits;
import dev.frameline.autoconfigure.http.server.AccessTokens;
import dev.frameline.autoconfigure.http.server.SignedTokens;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * How other nodes may follow this one.
 *
 * @param enabled whether other nodes may follow this one, which makes it a primary
 * @param basePath where the protocol is served
 * @param port port of its own for the protocol, 0 for any; by default the application's
 * @param address where that port listens; everywhere by default
 * @param auth how other nodes prove who they are
 * @param tokens tokens by a name of their own
 * @param jwt signed tokens
 * @param requiredKey base64 of 16 or 32 bytes that requests have to carry; access control, not encryption
 * @param maxPushSize largest transaction that is taken from another node
 * @param sql SQL over HTTP
 */
public record ServeProperties(@DefaultValue("false") boolean enabled, @DefaultValue("/frameline") String basePath,
		@Nullable Integer port, @Nullable InetAddress address, @DefaultValue("token") Auth auth,
		@DefaultValue Map<String, Token> tokens, @DefaultValue Jwt jwt, @Nullable Secret requiredKey,
		@DefaultValue("4GB") DataSize maxPushSize, @DefaultValue Sql sql) {

	public ServeProperties {
		tokens = Map.copyOf(tokens);
		if (!basePath.matches("(/[^/*?]+)+")) {
			throw new FramelineConfigurationException(
					"frameline.serve.base-path is to begin with '/' and not to end with it, not '" + basePath + "'",
					"Set frameline.serve.base-path to a path such as /frameline.");
		}
		if (enabled && auth == Auth.TOKEN && tokens.isEmpty() && jwt.publicKey() == null) {
			throw new FramelineConfigurationException(
					"frameline.serve.enabled opens this database to other nodes, and no frameline.serve.tokens are set",
					"Set frameline.serve.tokens.<name>.secret or frameline.serve.jwt.public-key, or write "
							+ "frameline.serve.auth=none to let everybody "
							+ "read and write who can reach the port.");
		}
		if (port == null && address != null) {
			throw new FramelineConfigurationException(
					"frameline.serve.address is where frameline.serve.port listens, and there is no such port",
					"Set frameline.serve.port too, or server.address for the application's own port.");
		}
		PropertyChecks.key("frameline.serve.required-key", requiredKey);
		PropertyChecks.atLeast("frameline.serve.max-push-size", 1 << 20, maxPushSize.toBytes());
		tokens.forEach((name, token) -> token.check("frameline.serve.tokens." + name));
	}

	AccessTokens accessTokens() {
		if (this.auth == Auth.NONE) {
			return AccessTokens.none();
		}
		Map<String, AccessTokens.Token> known = new LinkedHashMap<>();
		this.tokens.forEach((name, token) -> known.put(name, token.toAccessToken()));
		return AccessTokens.of(known, this.jwt.signedTokens(), Clock.systemUTC());
	}

	/**
	 * SQL over HTTP, as libSQL's clients speak it.
	 *
	 * @param enabled whether SQL is served where the log is
	 * @param maxStreams how many streams may be open at once
	 * @param idleTimeout how long a stream waits for its next request before it is rolled back and closed
	 * @param statementTimeout how long a statement may run
	 * @param maxRequestSize largest request
	 * @param maxAnswerSize largest answer
	 * @param maxAnswerRows most rows of an answer
	 */
	public record Sql(@DefaultValue("true") boolean enabled, @DefaultValue("128") int maxStreams,
			@DefaultValue("10s") Duration idleTimeout, @DefaultValue("30s") Duration statementTimeout,
			@DefaultValue("64MB") DataSize maxRequestSize, @DefaultValue("10MB") DataSize maxAnswerSize,
			@DefaultValue("100000") int maxAnswerRows) {

		/** JSON of this size takes some times as much memory. */
		private static final DataSize LARGEST = DataSize.ofGigabytes(1);

		public Sql {
			PropertyChecks.atLeast("frameline.serve.sql.max-streams", 1, maxStreams);
			PropertyChecks.atLeast("frameline.serve.sql.max-answer-rows", 1, maxAnswerRows);
			PropertyChecks.positive("frameline.serve.sql.idle-timeout", idleTimeout);
			PropertyChecks.positive("frameline.serve.sql.statement-timeout", statementTimeout);
			upToLargest("frameline.serve.sql.max-request-size", maxRequestSize);
			upToLargest("frameline.serve.sql.max-answer-size", maxAnswerSize);
		}

		SqlLimits limits() {
			return new SqlLimits(this.maxStreams, this.idleTimeout, this.statementTimeout,
					(int) this.maxRequestSize.toBytes(), (int) this.maxAnswerSize.toBytes(), this.maxAnswerRows);
		}

		private static void upToLargest(String property, DataSize value) {
			if (value.toBytes() < 1 || value.compareTo(LARGEST) > 0) {
				throw new FramelineConfigurationException(property + " is to be from 1B to 1GB, not " + value.toBytes() + "B",
						"Set " + property + " to a size such as 10MB, or remove it to get its default.");
			}
		}

	}

	/** How other nodes prove who they are. */
	public enum Auth {

		/** By one of the tokens. */
		TOKEN,

		/** They need not. */
		NONE

	}

	/**
	 * What the bearer of a token may do.
	 *
	 * @param secret what a node sends
	 * @param hash SHA-256 of that in hexadecimal, in place of it
	 * @param access what it may do
	 * @param expiresAt from when on it may do nothing
	 */
	public record Token(@Nullable Secret secret, @Nullable String hash, @DefaultValue("read") AccessTokens.Access access,
			@Nullable Instant expiresAt) {

		private void check(String property) {
			boolean none = this.secret == null || this.secret.isEmpty();
			if (none && !StringUtils.hasText(this.hash)) {
				throw new FramelineConfigurationException(property + ".secret is empty",
						"Set " + property + ".secret to a long random text, or " + property + ".hash to its SHA-256.");
			}
			if (!none && this.hash != null) {
				throw new FramelineConfigurationException(property + " has both a secret and a hash",
						"Remove " + property + ".secret, or " + property + ".hash.");
			}
			try {
				toAccessToken();
			}
			catch (IllegalArgumentException ex) {
				throw new FramelineConfigurationException(property + ".hash: " + ex.getMessage(),
						"Set " + property + ".hash to what `printf %s <secret> | sha256sum` prints.");
			}
		}

		private AccessTokens.Token toAccessToken() {
			SecretDigest digest = (this.secret != null) ? SecretDigest.of(this.secret)
					: SecretDigest.ofHex(String.valueOf(this.hash));
			return new AccessTokens.Token(digest, this.access, this.expiresAt);
		}

	}

	/**
	 * Signed tokens: JWTs with EdDSA, and the claims {@code a} ({@code ro} or {@code rw}) and {@code exp}.
	 *
	 * @param publicKey what they are verified by: PEM, or its 32 bytes in URL-safe base64
	 */
	public record Jwt(@Nullable String publicKey) {

		private static final String LIBRARY = "com.nimbusds.jwt.JWTClaimsSet";

		public Jwt {
			publicKey = StringUtils.hasText(publicKey) ? publicKey : null;
			if (publicKey != null) {
				signedTokens(publicKey);
			}
		}

		private @Nullable SignedTokens signedTokens() {
			return (this.publicKey != null) ? signedTokens(this.publicKey) : null;
		}

		private static SignedTokens signedTokens(String publicKey) {
			if (!ClassUtils.isPresent(LIBRARY, null)) {
				throw new FramelineConfigurationException(
						"frameline.serve.jwt.public-key needs Nimbus JOSE+JWT, which is not on the class path",
						"Add the dependency com.nimbusds:nimbus-jose-jwt.");
			}
			try {
				return SignedTokens.by(publicKey, Clock.systemUTC());
			}
			catch (IllegalArgumentException ex) {
				throw new FramelineConfigurationException("frameline.serve.jwt.public-key: " + ex.getMessage(),
						"Set frameline.serve.jwt.public-key to what `openssl pkey -in private.pem -pubout` prints.");
			}
		}

	}

}
