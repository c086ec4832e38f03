package dev.frameline.compatibility.serving;

import dev.frameline.compatibility.Cluster;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** In a WebFlux application. */
class ReactiveServingTests extends ServingContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).of(WebApplicationType.REACTIVE);

	ReactiveServingTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
