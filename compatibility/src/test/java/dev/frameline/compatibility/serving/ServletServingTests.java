package dev.frameline.compatibility.serving;

import dev.frameline.compatibility.Cluster;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** In a servlet application. */
class ServletServingTests extends ServingContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	ServletServingTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
