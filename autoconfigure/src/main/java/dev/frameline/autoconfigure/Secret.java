package dev.frameline.autoconfigure;

/**
 * A token or a key that never prints: {@link #toString()} masks it, so that no log line, exception, property dump
 * or debugger shows it. Configuration properties bind it from text.
 */
public final class Secret {

	private final String text;

	private Secret(String text) {
		this.text = text;
	}

	/** Wraps {@code text} as it is; it may be empty. */
	public static Secret of(String text) {
		if (text.startsWith("${") && text.endsWith("}")) {
			// Nothing has replaced the placeholder, and its text stands in the documentation for everybody to read
			throw new IllegalArgumentException("Expected a secret, got the placeholder " + text
					+ ", for which there is no value: set it in the environment, or write the secret another way");
		}
		return new Secret(text);
	}

	/** The secret itself, for the one place that sends it. */
	public String reveal() {
		return this.text;
	}

	public boolean isEmpty() {
		return this.text.isEmpty();
	}

	/**
	 * Whether {@code candidate} is this secret, in a time that depends on neither: the digests of both are compared,
	 * so that not even the length shows.
	 */
	public boolean matches(String candidate) {
		return SecretDigest.of(this).matches(candidate);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && matches(secret.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return "******";
	}

}
