package dev.frameline.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import dev.frameline.jdbc.ReplicatedDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * {@link AutoConfiguration Auto-configuration} that refuses migrations which would open the file by themselves. Given a
 * URL or a user of its own, a migration tool makes its own connection: what it writes would reach no log. Refused
 * before anything opens the file.
 */
@AutoConfiguration(after = FramelineDataSourceAutoConfiguration.class)
@ConditionalOnBean(ReplicatedDataSource.class)
public final class FramelineMigrationAutoConfiguration {

	private static final String SQLITE = "jdbc:sqlite:";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
	@ConditionalOnBooleanProperty(name = "spring.flyway.enabled", matchIfMissing = true)
	static class FlywayConfiguration {

		@Bean
		static BeanFactoryPostProcessor framelineFlywayCheck(Environment environment) {
			return (beanFactory) -> refuseOwnConnection("spring.flyway", environment);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration")
	@ConditionalOnBooleanProperty(name = "spring.liquibase.enabled", matchIfMissing = true)
	static class LiquibaseConfiguration {

		@Bean
		static BeanFactoryPostProcessor framelineLiquibaseCheck(Environment environment) {
			return (beanFactory) -> refuseOwnConnection("spring.liquibase", environment);
		}

	}

	/** A URL of another database is somebody else's affair; a user without a URL is about this one. */
	private static void refuseOwnConnection(String prefix, Environment environment) {
		String url = environment.getProperty(prefix + ".url");
		if (StringUtils.hasText(url)) {
			if (isOurs(url, environment.getRequiredProperty("frameline.path"))) {
				refuse(prefix + ".url", url);
			}
		}
		else if (environment.getProperty(prefix + ".user") != null) {
			refuse(prefix + ".user", environment.getRequiredProperty(prefix + ".user"));
		}
	}

	private static void refuse(String property, String value) {
		throw new FramelineConfigurationException(
				"Database '" + FramelineProperties.DATABASE + "': " + property + " is '" + value
						+ "', which makes the migration open the file on a connection of its own; what it writes there "
						+ "would reach no log",
				"Remove " + property + ": migrations run on the application's DataSource. SQLite knows no users.");
	}

	private static boolean isOurs(String url, String path) {
		if (!url.startsWith(SQLITE)) {
			return false;
		}
		Path named = file(url.substring(SQLITE.length()));
		return named != null && real(named).equals(real(Path.of(path)));
	}

	/** The file that SQLite's URL names: a path, or a URI with {@code file:} before and parameters behind. */
	private static @Nullable Path file(String name) {
		String file = name.startsWith("file:") ? name.substring("file:".length()) : name;
		int parameters = file.indexOf('?');
		try {
			return Path.of((parameters >= 0) ? file.substring(0, parameters) : file);
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static Path real(Path path) {
		try {
			return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
		}
		catch (IOException ex) {
			return path.toAbsolutePath().normalize();
		}
	}

}
