package dev.frameline.autoconfigure.http.server;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.util.Base64URL;

/** Lets Nimbus verify by the platform's own Ed25519; its own verifier asks for one more library. */
final class Ed25519Verifiers implements JWSVerifierFactory {

	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA);

	private final JCAContext context = new JCAContext();

	@Override
	public Set<JWSAlgorithm> supportedJWSAlgorithms() {
		return ALGORITHMS;
	}

	@Override
	public JCAContext getJCAContext() {
		return this.context;
	}

	@Override
	public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
		if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) || !(key instanceof PublicKey publicKey)) {
			throw new JOSEException("Expected EdDSA, got " + header.getAlgorithm());
		}
		return new Verifier(publicKey);
	}

	private static final class Verifier extends BaseJWSProvider implements JWSVerifier {

		private final PublicKey key;

		Verifier(PublicKey key) {
			super(ALGORITHMS);
			this.key = key;
		}

		@Override
		public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
			if (header.getCriticalParams() != null) {
				return false;
			}
			try {
				Signature ed25519 = Signature.getInstance("Ed25519");
				ed25519.initVerify(this.key);
				ed25519.update(signed);
				return ed25519.verify(signature.decode());
			}
			catch (GeneralSecurityException ex) {
				throw new JOSEException("The signature could not be verified: " + ex.getMessage(), ex);
			}
		}

	}

}
