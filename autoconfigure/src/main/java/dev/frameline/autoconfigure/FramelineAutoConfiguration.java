package dev.frameline.autoconfigure;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.observation.ObservedUpstream;
import dev.frameline.autoconfigure.observation.UpstreamObservationConvention;
import dev.frameline.node.Node;
import dev.frameline.node.Role;
import dev.frameline.replica.Upstream;
import dev.frameline.signals.Listeners;
import dev.frameline.signals.Signals;
import dev.frameline.world.World;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * {@link AutoConfiguration Auto-configuration} that opens the {@link Node}: the SQLite file in its role. It is on when
 * {@code frameline.path} is set and the application has no {@code DataSource} of its own.
 *
 * <p>Opening happens while the bean is made, so that whatever needs the {@code DataSource}, such as migrations or JPA,
 * finds a database that is ready.
 */
@AutoConfiguration(after = SslAutoConfiguration.class, before = DataSourceAutoConfiguration.class)
@ConditionalOnProperty("frameline.path")
@ConditionalOnBooleanProperty(name = "frameline.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(DataSource.class)
@EnableConfigurationProperties(FramelineProperties.class)
@ImportRuntimeHints(FramelineRuntimeHints.class)
public final class FramelineAutoConfiguration {

	/** The engine's work is short disk I/O and callbacks; it never waits on these threads. */
	private static final int THREADS = 4;

	/**
	 * Not a default candidate, so that the application's own {@code @Async} and {@code @Scheduled} never run here.
	 */
	@Bean(defaultCandidate = false, destroyMethod = "shutdown")
	@ConditionalOnMissingBean(name = "framelineExecutor")
	ScheduledExecutorService framelineExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS,
				daemons("frameline-" + FramelineProperties.DATABASE + "-"));
		executor.setRemoveOnCancelPolicy(true);
		executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		return executor;
	}

	@Bean
	@ConditionalOnMissingBean(FramelineConnectionDetails.class)
	@Conditional(OnReplicaCondition.class)
	PropertiesFramelineConnectionDetails framelineConnectionDetails(FramelineProperties properties,
			ObjectProvider<SslBundles> bundles) {
		return new PropertiesFramelineConnectionDetails(properties.primary(), bundles.getIfAvailable());
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Node framelineNode(FramelineProperties properties,
			@Qualifier("framelineExecutor") ScheduledExecutorService executor,
			ObjectProvider<FramelineConnectionDetails> connectionDetails, ObjectProvider<Upstream> upstream,
			ObjectProvider<Signals> signals, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<UpstreamObservationConvention> convention) {
		String name = FramelineProperties.DATABASE;
		Role role = role(properties, connectionDetails.getIfAvailable());
		World world = World.system(executor).with(new Listeners(name, signals.orderedStream().toList()));
		Upstream followed = upstreamFor(role, upstream.getIfAvailable());
		ObservationRegistry registry = observations.getIfUnique(() -> ObservationRegistry.NOOP);
		if (followed != null && !registry.isNoop()) {
			followed = new ObservedUpstream(name, followed, registry, convention.getIfUnique());
		}
		return Node.open(properties.toNodeSettings(role), world, followed);
	}

	private static Role role(FramelineProperties properties, @Nullable FramelineConnectionDetails connectionDetails) {
		if (connectionDetails == null) {
			return properties.role();
		}
		if (properties.serve().enabled()) {
			throw new FramelineConfigurationException(
					"a bean of type " + FramelineConnectionDetails.class.getSimpleName() + " makes this node a replica and "
							+ "frameline.serve.enabled makes it a primary; a node cannot be both",
					"Remove frameline.serve.enabled, or the bean and what made it, such as a service connection.");
		}
		return Role.REPLICA;
	}

	private static @Nullable Upstream upstreamFor(Role role, @Nullable Upstream upstream) {
		if (role != Role.REPLICA) {
			return null;
		}
		if (upstream == null) {
			throw new FramelineConfigurationException(
					"this node is to follow a primary, and there is no HTTP client to follow it with",
					"Add spring-boot-starter-webclient to the application, or define a bean of type "
							+ Upstream.class.getName() + ".");
		}
		return upstream;
	}

	private static ThreadFactory daemons(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

}
