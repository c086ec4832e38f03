package dev.frameline.compatibility.serving;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** In a WebFlux application. */
class ReactiveSecurityTests extends SecurityContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.SECURITY).of(WebApplicationType.REACTIVE);

	ReactiveSecurityTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
