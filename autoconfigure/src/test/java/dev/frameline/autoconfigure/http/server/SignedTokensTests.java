package dev.frameline.autoconfigure.http.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JWSObject;
import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.server.AccessTokens.Access;
import dev.frameline.autoconfigure.http.server.AccessTokens.Token;
import dev.frameline.autoconfigure.http.server.AccessTokens.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** JWTs with EdDSA: which are taken, and which only look like it. */
class SignedTokensTests {

	private static final Instant NOON = Instant.ofEpochSecond(1_800_000_000);

	private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

	private static final String EDDSA = "{'alg':'EdDSA','typ':'JWT'}";

	private static final KeyPair KEYS = keys();

	private static final KeyPair OTHERS = keys();

	private final AccessTokens tokens = AccessTokens.of(Map.of("named", new Token(Secret.of("n"), Access.READ_WRITE)),
			SignedTokens.by(pem(KEYS), CLOCK), CLOCK);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{'a':'rw','exp':1800000001}                 | READ_WRITE
			{'a':'ro','exp':1800000001,'id':'ignored'}  | READ
			{'a':'rw','exp':1799999999}                 | EXPIRED
			{'a':'rw'}                                  | UNAUTHORIZED
			{'exp':1800000001}                          | UNAUTHORIZED
			{'a':'admin','exp':1800000001}              | UNAUTHORIZED
			{'a':true,'exp':1800000001}                 | UNAUTHORIZED
			{'a':'rw','exp':'tomorrow'}                 | UNAUTHORIZED
			{'a':'rw','exp':1800000001,'nbf':1800001000} | UNAUTHORIZED
			[]                                          | UNAUTHORIZED
			""")
	void claimsDecide(String claims, Verdict verdict) throws Exception {
		assertThat(judge(signed(EDDSA, claims, KEYS))).isEqualTo(verdict);
	}

	@Test
	void aNamedTokenIsTakenBesideSignedOnes() {
		assertThat(judge("n")).isEqualTo(Verdict.READ_WRITE);
	}

	@Test
	void nobodyElsesSignatureIsTaken() throws Exception {
		assertThat(judge(signed(EDDSA, "{'a':'rw','exp':1800000001}", OTHERS))).isEqualTo(Verdict.UNAUTHORIZED);
	}

	@Test
	void aSignatureIsOfItsOwnClaims() throws Exception {
		String reader = signed(EDDSA, "{'a':'ro','exp':1800000001}", KEYS);
		String forged = part(EDDSA) + "." + part("{'a':'rw','exp':1800000001}") + "."
				+ reader.substring(reader.lastIndexOf('.') + 1);
		assertThat(judge(reader)).isEqualTo(Verdict.READ);
		assertThat(judge(forged)).isEqualTo(Verdict.UNAUTHORIZED);
	}

	@Test
	void theAlgorithmIsNotTheTokensToChoose() throws Exception {
		String claims = part("{'a':'rw','exp':1800000001}");
		assertThat(judge(part("{'alg':'none'}") + "." + claims + ".")).isEqualTo(Verdict.UNAUTHORIZED);
		String text = part("{'alg':'HS256'}") + "." + claims;
		for (byte[] secret : new byte[][] { KEYS.getPublic().getEncoded(), pem(KEYS).getBytes(StandardCharsets.UTF_8) }) {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			assertThat(judge(text + "." + encoded(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)))))
				.isEqualTo(Verdict.UNAUTHORIZED);
		}
		assertThat(judge(signed("{'alg':'Ed448'}", "{'a':'rw','exp':1800000001}", KEYS))).isEqualTo(Verdict.UNAUTHORIZED);
		assertThat(judge(signed("{'alg':'EdDSA','crit':['b64'],'b64':false}", "{'a':'rw','exp':1800000001}", KEYS)))
			.isEqualTo(Verdict.UNAUTHORIZED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "..", "a.b.c", "x", "eyJhbGciOiJFZERTQSJ9.e30." })
	void whatIsNoTokenIsAStrangers(String presented) {
		assertThat(judge(presented)).isEqualTo(Verdict.UNAUTHORIZED);
	}

	/** Appendix A.4 of RFC 8037. */
	@Test
	void theSignatureOfTheStandardIsVerified() throws Exception {
		JWSObject example = JWSObject.parse("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
				+ "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
		assertThat(example.verify(new Ed25519Verifiers().createJWSVerifier(example.getHeader(),
				Ed25519Keys.read("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))))
			.isTrue();
	}

	@Test
	void aKeyMayBeWrittenInSeveralWays() {
		byte[] der = KEYS.getPublic().getEncoded();
		byte[] bare = Arrays.copyOfRange(der, der.length - 32, der.length);
		for (String key : new String[] { pem(KEYS), pem(KEYS).replace("\n", "\r\n"), encoded(bare),
				Base64.getUrlEncoder().encodeToString(bare), Base64.getEncoder().encodeToString(bare) + "\n" }) {
			assertThat(Ed25519Keys.read(key)).isEqualTo(KEYS.getPublic());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "short", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
			"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" })
	void whatIsNoKeyIsAMistake(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> SignedTokens.by(key, CLOCK))
			.withMessageStartingWith("Expected a public key of Ed25519");
	}

	private Verdict judge(String presented) {
		return this.tokens.judge("Bearer " + presented);
	}

	private static KeyPair keys() {
		try {
			return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(KeyPair keys) {
		return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
				+ "\n-----END PUBLIC KEY-----\n";
	}

	private static String signed(String header, String claims, KeyPair keys) throws GeneralSecurityException {
		String text = part(header) + "." + part(claims);
		Signature signature = Signature.getInstance("Ed25519");
		signature.initSign(keys.getPrivate());
		signature.update(text.getBytes(StandardCharsets.US_ASCII));
		return text + "." + encoded(signature.sign());
	}

	private static String part(String json) {
		return encoded(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	private static String encoded(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
