package dev.frameline.actuator.health;

import java.nio.file.Path;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.sqlite.JDBC;

import static org.assertj.core.api.Assertions.assertThat;

class HealthAutoConfigurationTests {

	@TempDir
	Path directory;

	@Test
	void bothContributorsAreThereForANode() {
		node().run((context) -> {
			HealthContributorRegistry registry = context.getBean(HealthContributorRegistry.class);
			assertThat(registry.getContributor("sync")).isInstanceOf(SyncHealthIndicator.class);
			assertThat(context).getBean("dbHealthContributor", HealthContributor.class)
				.isInstanceOf(HealthIndicator.class);
			assertThat(context).doesNotHaveBean(FirstSync.class);
		});
	}

	@Test
	void otherDataSourcesOfTheApplicationAreLookedAtToo() {
		node().withUserConfiguration(OtherDataSource.class).run((context) -> {
			CompositeHealthContributor db = context.getBean("dbHealthContributor", CompositeHealthContributor.class);
			assertThat(db.stream().map((entry) -> entry.name())).containsExactlyInAnyOrder("dataSource", "other");
		});
	}

	@Test
	void withoutANodeBootsOwnIsLeftAlone() {
		runner().withPropertyValues("spring.datasource.url=jdbc:sqlite::memory:")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SyncHealthIndicator.class)
				.doesNotHaveBean(DatabaseHealthAutoConfiguration.class)
				.hasBean("dbHealthContributor"));
	}

	@Test
	void theApplicationsOwnAreKept() {
		HealthIndicator own = () -> Health.up().build();
		node().withBean("syncHealthIndicator", HealthIndicator.class, () -> own)
			.withBean("dbHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean(SyncHealthIndicator.class)
				.doesNotHaveBean("dbHealthContributor"));
	}

	@Test
	void eachCanBeSwitchedOff() {
		node()
			.withPropertyValues("management.health.sync.enabled=false", "management.health.db.enabled=false",
					"frameline.health.readiness=true")
			.run((context) -> assertThat(context).doesNotHaveBean("syncHealthIndicator")
				.doesNotHaveBean("dbHealthContributor")
				.doesNotHaveBean(FirstSync.class));
	}

	@Test
	void readinessIsOptedInto() {
		node().withPropertyValues("frameline.health.readiness=true")
			.run((context) -> assertThat(context).hasSingleBean(FirstSync.class));
	}

	@Test
	void nothingIsNeededOfBootsHealthWhenItIsNotThere() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("frameline.path=" + this.directory.resolve("app.db"))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("dataSource").doesNotHaveBean("syncHealthIndicator"));
	}

	private ApplicationContextRunner node() {
		return runner().withPropertyValues("frameline.path=" + this.directory.resolve("app.db"));
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DatabaseHealthAutoConfiguration.class,
				SyncHealthAutoConfiguration.class, FramelineAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineSyncAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataSourceHealthContributorAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDataSource {

		@Bean(defaultCandidate = false)
		DataSource other() {
			return new SimpleDriverDataSource(new JDBC(), "jdbc:sqlite::memory:");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DatabaseHealthAutoConfiguration.class, SyncHealthAutoConfiguration.class,
			FramelineAutoConfiguration.class, FramelineDataSourceAutoConfiguration.class,
			FramelineSyncAutoConfiguration.class })
	static class Application {

	}

}
