package dev.frameline.actuator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.MethodMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bean of every auto-configuration of ours gives way to the application's. The walk looks at bean definitions
 * only, after all conditions were evaluated and before any bean is made.
 */
class BackOffTests {

	private static final Map<String, List<String>> ROLES = Map.of("standalone", List.of(), "primary",
			List.of("frameline.serve.enabled=true", "frameline.serve.auth=none"), "replica",
			List.of("frameline.primary.url=http://127.0.0.1:1/frameline"));

	/** The router gives way together with everything else, to any DataSource; the release is part of serving. */
	private static final Set<String> NOT_ALONE = Set.of("dataSource", "heldPullsRelease");

	/** Their beans are conditional on Flyway or Liquibase and on Spring Security, which are not on this class path. */
	private static final Set<String> ELSEWHERE = Set.of("dev.frameline.autoconfigure.FramelineMigrationAutoConfiguration",
			"dev.frameline.autoconfigure.FramelineSecurityAutoConfiguration");

	private static final Pattern ROW = Pattern.compile("^\\| ((?:`\\w+`(?:, )?)+) \\|", Pattern.MULTILINE);

	@TestFactory
	List<DynamicTest> everyBeanGivesWay() {
		List<DynamicTest> tests = new ArrayList<>();
		beansOfAllRoles().forEach((name, role) -> {
			if (!NOT_ALONE.contains(name)) {
				tests.add(DynamicTest.dynamicTest(name + " of a " + role, () -> assertGivesWay(name, role)));
			}
		});
		assertThat(tests).hasSizeGreaterThan(8);
		return tests;
	}

	@Test
	void anyDataSourceOfTheApplicationSwitchesEverythingOff() {
		ROLES.forEach((role, settings) -> {
			try (Definitions definitions = new Definitions(role)) {
				definitions.registerBeanDefinition("own", new RootBeanDefinition("javax.sql.DataSource"));
				definitions.refreshForAotProcessing(new RuntimeHints());
				assertThat(definitions.ours()).as(role).isEmpty();
			}
		});
	}

	@Test
	void everyAutoConfigurationTakesPart() {
		Set<String> walked = new TreeSet<>();
		ROLES.keySet().forEach((role) -> {
			try (Definitions definitions = Definitions.of(role)) {
				definitions.ours().values().forEach((bean) -> walked.add(bean.getDeclaringClassName().replaceFirst("\\$.*", "")));
			}
		});
		List<String> ours = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, null).forEach((name) -> {
			if (name.startsWith("dev.frameline.") && !ELSEWHERE.contains(name)) {
				ours.add(name);
			}
		});
		assertThat(ours).isNotEmpty();
		assertThat(walked).containsAll(ours);
	}

	@Test
	void theReadmeNamesEveryBean() throws IOException {
		String readme = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("README.md"));
		String section = readme.substring(readme.indexOf("## Beans"), readme.indexOf("## Endpoint"));
		Set<String> named = new TreeSet<>();
		Matcher row = ROW.matcher(section);
		while (row.find()) {
			Arrays.stream(row.group(1).split("[`, ]+")).filter((name) -> !name.isEmpty()).forEach(named::add);
		}
		assertThat(named).containsAll(beansOfAllRoles().keySet());
	}

	/** Each bean of ours, and a role that has it. */
	private static Map<String, String> beansOfAllRoles() {
		Map<String, String> beans = new TreeMap<>();
		ROLES.keySet().forEach((role) -> {
			try (Definitions definitions = Definitions.of(role)) {
				definitions.ours().keySet().forEach((name) -> beans.put(name, role));
			}
		});
		return beans;
	}

	private static void assertGivesWay(String name, String role) {
		MethodMetadata ours;
		try (Definitions definitions = Definitions.of(role)) {
			ours = definitions.ours().get(name);
		}
		assertThat(ours.isAnnotated(ConditionalOnMissingBean.class.getName())).as("@ConditionalOnMissingBean").isTrue();
		Map<String, Object> condition = ours.getAnnotationAttributes(ConditionalOnMissingBean.class.getName(), true);
		String[] names = (String[]) condition.get("name");
		String[] types = (String[]) condition.get("value");
		String type = (types.length > 0) ? types[0] : ours.getReturnTypeName();
		try (Definitions definitions = new Definitions(role)) {
			RootBeanDefinition own = new RootBeanDefinition(type);
			own.setDefaultCandidate(names.length == 0);
			definitions.registerBeanDefinition((names.length > 0) ? names[0] : "own", own);
			definitions.refreshForAotProcessing(new RuntimeHints());
			assertThat(definitions.ours()).doesNotContainKey(name).isNotEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/** An application of which only the bean definitions are made. */
	private static final class Definitions extends AnnotationConfigServletWebServerApplicationContext {

		Definitions(String role) {
			register(Application.class);
			List<String> settings = new ArrayList<>(ROLES.get(role));
			settings.add("frameline.path=app.db");
			settings.add("management.endpoints.web.exposure.include=sync");
			TestPropertyValues.of(settings).applyTo(this);
		}

		static Definitions of(String role) {
			Definitions definitions = new Definitions(role);
			definitions.refreshForAotProcessing(new RuntimeHints());
			return definitions;
		}

		Map<String, MethodMetadata> ours() {
			Map<String, MethodMetadata> ours = new TreeMap<>();
			for (String name : getBeanDefinitionNames()) {
				BeanDefinition definition = getBeanDefinition(name);
				if (definition instanceof AnnotatedBeanDefinition annotated && annotated.getFactoryMethodMetadata() != null
						&& annotated.getFactoryMethodMetadata().getDeclaringClassName().startsWith("dev.frameline.")) {
					ours.put(name, annotated.getFactoryMethodMetadata());
				}
			}
			return ours;
		}

	}

}
