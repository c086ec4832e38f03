package dev.frameline.compatibility.serving;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** In a servlet application. */
class ServletSecurityTests extends SecurityContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.SECURITY);

	ServletSecurityTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
