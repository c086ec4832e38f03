package dev.frameline.actuator.metrics;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineProperties;
import dev.frameline.node.Node;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@link AutoConfiguration Auto-configuration} for a node's meters; nothing without a {@link MeterRegistry}. */
@AutoConfiguration(after = FramelineAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ Node.class, MeterRegistry.class })
public final class NodeMetricsAutoConfiguration {

	/** The node tells it what happens and is therefore made after it. */
	@Bean
	@ConditionalOnMissingBean
	NodeMeters nodeMeters(MeterRegistry registry) {
		return new NodeMeters(FramelineProperties.DATABASE, registry);
	}

	@Bean
	@ConditionalOnMissingBean
	NodeGauges nodeGauges(Node node) {
		return new NodeGauges(node);
	}

	@Bean
	@ConditionalOnMissingBean
	SnapshotGauge snapshotGauge(Node node) {
		return new SnapshotGauge(node);
	}

}
