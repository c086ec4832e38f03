package dev.frameline.actuator;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.Role;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class SyncEndpointAutoConfigurationTests {

	private static final NodeStatus UP = new NodeStatus(NodeStatus.Status.UP, Role.STANDALONE, "default", null, null,
			null, null, new NodeStatus.Pending(0, 0), null, null, null);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SyncEndpointAutoConfiguration.class));

	private final ApplicationContextRunner withNode = this.contextRunner.withBean(SyncOperations.class,
			() -> new PlayedNode(UP, UP));

	@Test
	void theEndpointIsThereWhenItIsExposed() {
		this.withNode.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.run((context) -> assertThat(context).hasSingleBean(SyncEndpoint.class));
	}

	@Test
	void theEndpointIsNotThereWhenItIsNotExposed() {
		this.withNode.run((context) -> assertThat(context).doesNotHaveBean(SyncEndpoint.class));
	}

	@Test
	void theEndpointIsNotThereWithoutANode() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.run((context) -> assertThat(context).doesNotHaveBean(SyncEndpoint.class));
	}

	@Test
	void nothingIsNeededOfActuatorWhenItIsNotThere() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withBean(SyncOperations.class, () -> new PlayedNode(UP, UP))
			.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName(),
					"org.springframework.boot.actuate.autoconfigure"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SyncEndpoint.class));
	}

	@Test
	void theApplicationsOwnEndpointIsKept() {
		this.withNode.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.withBean("own", SyncEndpoint.class, () -> new SyncEndpoint(new PlayedNode(UP, UP)))
			.run((context) -> assertThat(context).hasSingleBean(SyncEndpoint.class).hasBean("own"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(SyncEndpointAutoConfiguration.class)
	static class Application {

	}

}
