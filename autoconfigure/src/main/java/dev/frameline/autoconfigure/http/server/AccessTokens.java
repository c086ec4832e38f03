package dev.frameline.autoconfigure.http.server;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.SecretDigest;
import org.jspecify.annotations.Nullable;

/** Who may ask, and who may write: bearer tokens by name, signed ones, or nobody asked at all. */
public final class AccessTokens {

	/** What a token allows. */
	public enum Access {

		/** Following and querying: info, export, pulls, SQL that reads. */
		READ,

		/** Pushing, resolving, the lease and SQL that writes too. */
		READ_WRITE

	}

	/**
	 * A token.
	 *
	 * @param secret what comes after {@code Bearer}, or only its digest; not empty
	 * @param access what it allows
	 * @param expiresAt from when on it allows nothing; {@code null} for never
	 */
	public record Token(SecretDigest secret, Access access, @Nullable Instant expiresAt) {

		/** A token that never expires. */
		public Token(Secret secret, Access access) {
			this(SecretDigest.of(secret), access, null);
		}

	}

	/** What a request may. */
	enum Verdict {

		READ, READ_WRITE,

		/** The token was good until lately. */
		EXPIRED,

		UNAUTHORIZED;

		static Verdict of(Access access) {
			return (access == Access.READ) ? READ : READ_WRITE;
		}

	}

	private static final String SCHEME = "Bearer";

	private final Map<String, Token> tokens;

	private final @Nullable SignedTokens signed;

	private final boolean open;

	private final Clock clock;

	private AccessTokens(Map<String, Token> tokens, @Nullable SignedTokens signed, boolean open, Clock clock) {
		this.tokens = Map.copyOf(tokens);
		this.signed = signed;
		this.open = open;
		this.clock = clock;
	}

	/** Everybody may do everything, whatever credentials come: only for a network that is trusted as a whole. */
	public static AccessTokens none() {
		return new AccessTokens(Map.of(), null, true, Clock.systemUTC());
	}

	/** As {@link #of(Map, SignedTokens, Clock)}, without signed ones. */
	public static AccessTokens of(Map<String, Token> tokens) {
		return of(tokens, null, Clock.systemUTC());
	}

	/**
	 * Only who presents one of {@code tokens}, or one that {@code signed} takes.
	 * @throws IllegalArgumentException if there is nothing of either kind, or a token with an empty secret
	 */
	public static AccessTokens of(Map<String, Token> tokens, @Nullable SignedTokens signed, Clock clock) {
		if (tokens.isEmpty() && signed == null) {
			throw new IllegalArgumentException("Without tokens nobody could follow this node: name at least one under "
					+ "frameline.serve.tokens, or set frameline.serve.jwt.public-key or frameline.serve.auth=none");
		}
		tokens.forEach((name, token) -> {
			if (token.secret().isOfNothing()) {
				throw new IllegalArgumentException("The token '" + name + "' has an empty secret: set "
						+ "frameline.serve.tokens." + name + ".secret");
			}
		});
		return new AccessTokens(tokens, signed, false, clock);
	}

	/** Judges the value of an {@code Authorization} header. Takes the same time whichever named token it is, or none. */
	Verdict judge(@Nullable String authorization) {
		if (this.open) {
			return Verdict.READ_WRITE;
		}
		String presented = bearer(authorization);
		Verdict verdict = Verdict.UNAUTHORIZED;
		for (Token token : this.tokens.values()) {
			if (token.secret().matches(presented)) {
				verdict = isOver(token) ? Verdict.EXPIRED : Verdict.of(token.access());
			}
		}
		return (verdict == Verdict.UNAUTHORIZED && this.signed != null) ? this.signed.judge(presented) : verdict;
	}

	private boolean isOver(Token token) {
		return token.expiresAt() != null && !this.clock.instant().isBefore(token.expiresAt());
	}

	private static String bearer(@Nullable String authorization) {
		boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
		return bearer ? authorization.substring(SCHEME.length()).strip() : "";
	}

}
