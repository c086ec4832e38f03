package dev.frameline.actuator.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.jdbc.ReplicatedDataSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code db} in {@code /actuator/health}. Boot's own borrows a
 * connection of each pool, and the writer pool has one, which a long transaction keeps: it would call a database ill
 * that is only busy. This one reads through the router, and looks at the application's other data sources as Boot does.
 */
@AutoConfiguration(after = FramelineDataSourceAutoConfiguration.class,
		before = DataSourceHealthContributorAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("db")
@ConditionalOnBean(ReplicatedDataSource.class)
public final class DatabaseHealthAutoConfiguration {

	/** Needs the file, unlike a constant, and always has a row. */
	private static final String QUERY = "SELECT count(*) FROM sqlite_schema";

	private static final Set<String> POOLS = Set.of("framelineWriterDataSource", "framelineReaderDataSource",
			"framelineRemoteReaderDataSource");

	@Bean
	@ConditionalOnMissingBean(name = { "dbHealthIndicator", "dbHealthContributor" })
	HealthContributor dbHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		Map<String, HealthContributor> contributors = new LinkedHashMap<>();
		SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, DataSource.class, false, true)
			.forEach((name, dataSource) -> {
				if (!isPool(name)) {
					contributors.put(name, contributor(dataSource));
				}
			});
		return (contributors.size() == 1) ? contributors.values().iterator().next()
				: CompositeHealthContributor.fromMap(contributors);
	}

	private static boolean isPool(String name) {
		return POOLS.contains(name);
	}

	private static HealthContributor contributor(DataSource dataSource) {
		return (dataSource instanceof ReplicatedDataSource) ? new DataSourceHealthIndicator(dataSource, QUERY)
				: new DataSourceHealthIndicator(dataSource);
	}

}
