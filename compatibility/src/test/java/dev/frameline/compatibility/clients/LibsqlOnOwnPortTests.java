package dev.frameline.compatibility.clients;

import dev.frameline.compatibility.Cluster;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Served on a port of its own, by an application without a web server. */
class LibsqlOnOwnPortTests extends LibsqlContract {

	@RegisterExtension
	static final LibsqlClients clients = new LibsqlClients();

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class)
		.of(WebApplicationType.NONE)
		.with(READER)
		.withOnPrimary("frameline.serve.port=0", "frameline.serve.address=127.0.0.1");

	LibsqlOnOwnPortTests() {
		super(clients, cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
