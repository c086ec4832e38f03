package dev.frameline.autoconfigure;

import dev.frameline.autoconfigure.http.client.HttpUpstream;
import dev.frameline.autoconfigure.http.client.UpstreamSettings;
import dev.frameline.node.Node;
import dev.frameline.replica.Upstream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} that gives a replica its primary: over HTTP, with the application's own
 * {@code WebClient.Builder} and so with its customizers, and with those of this client alone.
 */
@AutoConfiguration(after = { FramelineAutoConfiguration.class, WebClientAutoConfiguration.class })
@ConditionalOnClass(WebClient.class)
@ConditionalOnBean({ Node.class, FramelineConnectionDetails.class })
public final class FramelineClientAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(Upstream.class)
	HttpUpstream framelineUpstream(FramelineProperties properties, FramelineConnectionDetails connectionDetails,
			ObjectProvider<WebClient.Builder> builder, ObjectProvider<FramelineWebClientCustomizer> customizers) {
		WebClient.Builder own = builder.getIfAvailable(WebClient::builder).clone();
		customizers.orderedStream().forEach((customizer) -> customizer.customize(own));
		return new HttpUpstream(FramelineProperties.DATABASE, own, settings(connectionDetails, properties.primary()));
	}

	private static UpstreamSettings settings(FramelineConnectionDetails details, FramelineProperties.Primary primary) {
		try {
			return new UpstreamSettings(details.getPrimaryUrl(), details.getAuthToken(), details.getEncryptionKey(),
					primary.connectTimeout(), primary.requestTimeout(), details.getSslBundle());
		}
		catch (IllegalArgumentException ex) {
			throw new FramelineConfigurationException("frameline.primary cannot be used: " + ex.getMessage(),
					"Set frameline.primary.url to the primary's base URL, such as http://host:8080/frameline.");
		}
	}

}
