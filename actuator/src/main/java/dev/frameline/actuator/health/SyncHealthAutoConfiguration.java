package dev.frameline.actuator.health;

import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.FramelineProperties;
import dev.frameline.node.Node;
import dev.frameline.node.Role;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code sync} in {@code /actuator/health}; nothing without Boot's
 * health. After Boot's probes, whose readiness group it adds to.
 */
@AutoConfiguration(after = FramelineSyncAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("sync")
@ConditionalOnBean({ SyncOperations.class, FramelineProperties.class })
public final class SyncHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "syncHealthIndicator", "syncHealthContributor" })
	HealthIndicator syncHealthIndicator(SyncOperations operations, FramelineProperties properties) {
		FramelineProperties.Health health = properties.health();
		return new SyncHealthIndicator(operations, health.maxLagFrames(), health.maxLagTime());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpointGroupsPostProcessor.class)
	@ConditionalOnBooleanProperty("frameline.health.readiness")
	static class ReadinessConfiguration {

		@Bean
		@ConditionalOnMissingBean
		FirstSync framelineFirstSync() {
			return new FirstSync();
		}

		@Bean
		@ConditionalOnMissingBean(name = "framelineReadinessGroups")
		HealthEndpointGroupsPostProcessor framelineReadinessGroups(FirstSync first, ObjectProvider<Node> node) {
			return (groups) -> new ReadinessGroups(groups, "sync", () -> !first.hasSucceeded()
					&& node.stream().anyMatch((each) -> each.role() == Role.REPLICA));
		}

	}

}
