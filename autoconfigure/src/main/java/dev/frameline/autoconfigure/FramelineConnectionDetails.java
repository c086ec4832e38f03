package dev.frameline.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the primary is, and what it takes to be let in. A bean of this type makes the node a replica and wins over
 * {@code frameline.primary.url}, {@code .auth-token}, {@code .encryption-key} and {@code .ssl.bundle}; timeouts are
 * settings all the same.
 */
public interface FramelineConnectionDetails extends ConnectionDetails {

	/** Base URL of the primary, such as {@code http://host:8080/frameline}. */
	String getPrimaryUrl();

	/** Token that the primary knows this node by. */
	default @Nullable Secret getAuthToken() {
		return null;
	}

	/** Base64 of 16 or 32 bytes, for servers that encrypt or ask for a key. */
	default @Nullable Secret getEncryptionKey() {
		return null;
	}

	/** Whom this node trusts, and for mutual TLS who it is; {@code null} for what the Java platform trusts. */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
