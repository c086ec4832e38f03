package dev.frameline.actuator;

import dev.frameline.autoconfigure.sync.SyncOperations;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class SyncEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SyncEndpointAutoConfiguration.class));

	private final ApplicationContextRunner withNode = this.contextRunner.withBean(SyncOperations.class,
			() -> mock(SyncOperations.class));

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
		this.withNode.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName(),
					"org.springframework.boot.actuate.autoconfigure"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SyncEndpoint.class));
	}

	@Test
	void theApplicationsOwnEndpointIsKept() {
		this.withNode.withPropertyValues("management.endpoints.web.exposure.include=sync")
			.withBean("own", SyncEndpoint.class, () -> new SyncEndpoint(mock(SyncOperations.class)))
			.run((context) -> assertThat(context).hasSingleBean(SyncEndpoint.class).hasBean("own"));
	}

}
