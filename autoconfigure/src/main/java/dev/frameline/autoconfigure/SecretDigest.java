package dev.frameline.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a secret, which is enough to know it again. A long random text needs no slow digest: nobody gets from
 * one to the other by trying.
 */
public final class SecretDigest {

	private static final int HEX_DIGITS = 64;

	private final byte[] sha256;

	private SecretDigest(byte[] sha256) {
		this.sha256 = sha256;
	}

	public static SecretDigest of(Secret secret) {
		return new SecretDigest(sha256(secret.reveal()));
	}

	/**
	 * @param hex 64 digits, as {@code sha256sum} prints them
	 * @throws IllegalArgumentException if it is anything else
	 */
	public static SecretDigest ofHex(String hex) {
		if (hex.length() != HEX_DIGITS) {
			throw new IllegalArgumentException("Expected the SHA-256 of a secret, which has 64 hexadecimal digits, got "
					+ hex.length() + " characters");
		}
		return new SecretDigest(HexFormat.of().parseHex(hex));
	}

	/** Whether {@code candidate} is the secret, in a time that depends on neither. */
	public boolean matches(String candidate) {
		return MessageDigest.isEqual(this.sha256, sha256(candidate));
	}

	/** Whether an empty text would match. */
	public boolean isOfNothing() {
		return matches("");
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof SecretDigest digest && MessageDigest.isEqual(this.sha256, digest.sha256);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.sha256);
	}

	@Override
	public String toString() {
		return "******";
	}

}
