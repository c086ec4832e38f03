package dev.frameline.autoconfigure;

import dev.frameline.autoconfigure.event.NodeEvents;
import dev.frameline.node.Node;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** {@link AutoConfiguration Auto-configuration} that publishes a node's changes as application events. */
@AutoConfiguration(after = FramelineAutoConfiguration.class)
@ConditionalOnBean(Node.class)
public final class FramelineEventAutoConfiguration {

	/** The node tells it what happens and is therefore made after it. */
	@Bean
	@ConditionalOnMissingBean
	NodeEvents nodeEvents(ObjectProvider<Node> node, ApplicationEventPublisher publisher) {
		return new NodeEvents(FramelineProperties.DATABASE, node::getObject, publisher::publishEvent);
	}

}
