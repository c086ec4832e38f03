package dev.frameline.actuator;

import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import dev.frameline.autoconfigure.sync.SyncOperations;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@link AutoConfiguration Auto-configuration} for the {@link SyncEndpoint}; nothing without Boot's actuator. */
@AutoConfiguration(after = FramelineSyncAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(SyncEndpoint.class)
@ConditionalOnBean(SyncOperations.class)
public final class SyncEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SyncEndpoint syncEndpoint(SyncOperations operations) {
		return new SyncEndpoint(operations);
	}

}
