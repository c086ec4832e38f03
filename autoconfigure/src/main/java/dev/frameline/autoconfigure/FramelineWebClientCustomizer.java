package dev.frameline.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Changes the HTTP client that a replica asks its primary with, and no other: headers, filters, codecs. Beans of this
 * type are called in their order, on a builder that already carries what the application's
 * {@code WebClientCustomizer}s did.
 *
 * <p>Two things are set afterwards and always win: the connector, because a push must not be sent twice in secret nor
 * take credentials to where it is redirected, and the credentials of {@link FramelineConnectionDetails}.
 */
@FunctionalInterface
public interface FramelineWebClientCustomizer {

	/**
	 * @param builder the client's own; nobody else's requests are changed
	 */
	void customize(WebClient.Builder builder);

}
