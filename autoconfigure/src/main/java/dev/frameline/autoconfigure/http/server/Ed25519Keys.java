package dev.frameline.autoconfigure.http.server;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Public keys of Ed25519 as people have them: PEM, or the bare 32 bytes in base64.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8410">RFC 8410</a>
 */
final class Ed25519Keys {

	private static final int LENGTH = 32;

	/** What stands before the 32 bytes in the DER of such a key. */
	private static final byte[] DER = HexFormat.of().parseHex("302a300506032b6570032100");

	private static final Pattern PEM = Pattern
		.compile("\\s*-----BEGIN PUBLIC KEY-----(.+)-----END PUBLIC KEY-----\\s*", Pattern.DOTALL);

	private Ed25519Keys() {
	}

	/**
	 * @throws IllegalArgumentException if {@code text} is no such key
	 */
	static PublicKey read(String text) {
		try {
			Matcher pem = PEM.matcher(text);
			byte[] der = pem.matches() ? Base64.getMimeDecoder().decode(pem.group(1)) : der(text.strip());
			return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("Expected a public key of Ed25519, as PEM (-----BEGIN PUBLIC KEY-----) or its "
					+ "32 bytes in URL-safe base64: " + ex.getMessage(), ex);
		}
	}

	private static byte[] der(String base64) {
		byte[] key = Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_'));
		if (key.length != LENGTH) {
			throw new IllegalArgumentException("these are " + key.length + " bytes");
		}
		byte[] der = new byte[DER.length + LENGTH];
		System.arraycopy(DER, 0, der, 0, DER.length);
		System.arraycopy(key, 0, der, DER.length, LENGTH);
		return der;
	}

}
