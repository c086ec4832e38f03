package dev.frameline.compatibility.serving;

import dev.frameline.compatibility.Cluster;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** In an application without a web server. */
class OwnPortServingTests extends ServingContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class).of(WebApplicationType.NONE)
		.withOnPrimary("frameline.serve.port=0", "frameline.serve.address=127.0.0.1");

	OwnPortServingTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
