package dev.frameline.compatibility;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import net.ttddyy.observation.boot.autoconfigure.DataSourceObservationAutoConfiguration;
import org.mybatis.spring.boot.autoconfigure.MybatisAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;

/** What is on the class path of all of these tests and is switched on only where it is tested. */
public enum Library {

	SPRING_DATA_JDBC(DataJdbcRepositoriesAutoConfiguration.class),

	JPA(HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class),

	JOOQ(JooqAutoConfiguration.class),

	MYBATIS(MybatisAutoConfiguration.class),

	FLYWAY(FlywayAutoConfiguration.class),

	LIQUIBASE(LiquibaseAutoConfiguration.class),

	DATASOURCE_MICROMETER(DataSourceObservationAutoConfiguration.class),

	SECURITY(SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
			ReactiveUserDetailsServiceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, ReactiveWebSecurityAutoConfiguration.class,
			ManagementWebSecurityAutoConfiguration.class, ReactiveManagementWebSecurityAutoConfiguration.class);

	private final List<Class<?>> autoConfigurations;

	Library(Class<?>... autoConfigurations) {
		this.autoConfigurations = List.of(autoConfigurations);
	}

	/** The setting that switches off all but these. */
	public static String settingForOnly(Set<Library> libraries) {
		return Arrays.stream(values())
			.filter((library) -> !libraries.contains(library))
			.flatMap((library) -> library.autoConfigurations.stream())
			.map(Class::getName)
			.collect(Collectors.joining(",", "--spring.autoconfigure.exclude=", ""));
	}

}
