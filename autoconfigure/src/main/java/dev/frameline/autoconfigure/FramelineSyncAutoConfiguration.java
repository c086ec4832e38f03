package dev.frameline.autoconfigure;

import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.autoconfigure.sync.NodeSyncOperations;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncPace;
import dev.frameline.autoconfigure.sync.SyncService;
import dev.frameline.node.Node;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that keeps a replica in step, and lets the application ask how far it
 * has come.
 */
@AutoConfiguration(after = FramelineAutoConfiguration.class)
@ConditionalOnBean(Node.class)
public final class FramelineSyncAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SyncOperations syncOperations(Node node, FramelineProperties properties) {
		return new NodeSyncOperations(node, properties.sync().initialTimeout());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(FramelineConnectionDetails.class)
	SyncService syncService(Node node, FramelineProperties properties,
			@Qualifier("framelineExecutor") ScheduledExecutorService executor) {
		FramelineProperties.Sync sync = properties.sync();
		return new SyncService(node.name(), node::sync, new SyncPace(sync.hold(), sync.interval()), executor);
	}

}
