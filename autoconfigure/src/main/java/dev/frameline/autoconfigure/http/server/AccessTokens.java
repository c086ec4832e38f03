package dev.frameline.autoconfigure.http.server;

import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;

/** Who may ask, and who may write: bearer tokens by name, or nobody asked at all. */
public final class AccessTokens {

	/** What a token allows. */
	public enum Access {

		/** Following: info, export, pulls. */
		READ,

		/** Pushing and resolving too. */
		READ_WRITE

	}

	/**
	 * A token.
	 *
	 * @param secret what comes after {@code Bearer}; not empty
	 * @param access what it allows
	 */
	public record Token(Secret secret, Access access) {

	}

	/** What a request may. */
	enum Verdict {

		ALLOWED, UNAUTHORIZED, FORBIDDEN

	}

	private static final String SCHEME = "Bearer";

	private final Map<String, Token> tokens;

	private final boolean open;

	private AccessTokens(Map<String, Token> tokens, boolean open) {
		this.tokens = Map.copyOf(tokens);
		this.open = open;
	}

	/** Everybody may do everything, whatever credentials come: only for a network that is trusted as a whole. */
	public static AccessTokens none() {
		return new AccessTokens(Map.of(), true);
	}

	/**
	 * Only who presents one of {@code tokens}.
	 * @throws IllegalArgumentException if there is none, or one with an empty secret
	 */
	public static AccessTokens of(Map<String, Token> tokens) {
		if (tokens.isEmpty()) {
			throw new IllegalArgumentException("Without tokens nobody could follow this node: name at least one under "
					+ "frameline.serve.tokens, or set frameline.serve.auth=none");
		}
		tokens.forEach((name, token) -> {
			if (token.secret().isEmpty()) {
				throw new IllegalArgumentException("The token '" + name + "' has an empty secret: set "
						+ "frameline.serve.tokens." + name + ".secret");
			}
		});
		return new AccessTokens(tokens, false);
	}

	/** Judges the value of an {@code Authorization} header. Takes the same time whichever token it is, or none. */
	Verdict judge(@Nullable String authorization, boolean writes) {
		if (this.open) {
			return Verdict.ALLOWED;
		}
		String presented = bearer(authorization);
		Verdict verdict = Verdict.UNAUTHORIZED;
		for (Token token : this.tokens.values()) {
			if (token.secret().matches(presented)) {
				verdict = (writes && token.access() == Access.READ) ? Verdict.FORBIDDEN : Verdict.ALLOWED;
			}
		}
		return verdict;
	}

	private static String bearer(@Nullable String authorization) {
		boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
		return bearer ? authorization.substring(SCHEME.length()).strip() : "";
	}

}
