package dev.frameline.compatibility.serving;

import java.nio.file.Path;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineSecurityAutoConfiguration;
import dev.frameline.autoconfigure.FramelineServerAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of the chain for the base path when the application has chains of its own. */
class SecurityBackOffTests {

	@TempDir
	Path directory;

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class,
				FramelineSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
				UserDetailsServiceAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class,
				FramelineSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
				ReactiveWebSecurityAutoConfiguration.class, ReactiveUserDetailsServiceAutoConfiguration.class,
				WebFluxAutoConfiguration.class));

	@Test
	void itComesBeforeAChainThatWantsToBeFirstInAServletApplication() {
		this.servlet.withPropertyValues(settings())
			.withUserConfiguration(ServletChain.class)
			.run((context) -> assertThat(context.getBeanProvider(SecurityFilterChain.class).orderedStream())
				.containsExactly(context.getBean("framelineSecurityFilterChain", SecurityFilterChain.class),
						context.getBean("chainOfTheApplication", SecurityFilterChain.class)));
	}

	@Test
	void itComesBeforeAChainThatWantsToBeFirstInAWebFluxApplication() {
		this.reactive.withPropertyValues(settings())
			.withUserConfiguration(ReactiveChain.class)
			.run((context) -> assertThat(context.getBeanProvider(SecurityWebFilterChain.class).orderedStream())
				.containsExactly(context.getBean("framelineSecurityWebFilterChain", SecurityWebFilterChain.class),
						context.getBean("chainOfTheApplication", SecurityWebFilterChain.class)));
	}

	@Test
	void itBacksOffForOneOfItsNameInAServletApplication() {
		this.servlet.withPropertyValues(settings())
			.withUserConfiguration(OwnServletChain.class)
			.run((context) -> assertThat(context).hasSingleBean(SecurityFilterChain.class));
	}

	@Test
	void itBacksOffForOneOfItsNameInAWebFluxApplication() {
		this.reactive.withPropertyValues(settings())
			.withUserConfiguration(OwnReactiveChain.class)
			.run((context) -> assertThat(context).hasSingleBean(SecurityWebFilterChain.class));
	}

	@Test
	void aPortOfItsOwnNeedsNone() {
		this.servlet.withPropertyValues(settings())
			.withPropertyValues("frameline.serve.port=0", "frameline.serve.address=127.0.0.1")
			.run((context) -> assertThat(context).doesNotHaveBean("framelineSecurityFilterChain")
				.doesNotHaveBean("framelineServlet")
				.hasBean("framelineHttpServer"));
	}

	private String[] settings() {
		return new String[] { "frameline.path=" + this.directory.resolve("app.db"), "frameline.serve.enabled=true",
				"frameline.serve.auth=none" };
	}

	@Configuration(proxyBeanMethods = false)
	static class ServletChain {

		@Bean
		@Order(0)
		SecurityFilterChain chainOfTheApplication(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveChain {

		@Bean
		@Order(0)
		SecurityWebFilterChain chainOfTheApplication(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnServletChain {

		@Bean
		SecurityFilterChain framelineSecurityFilterChain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().denyAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnReactiveChain {

		@Bean
		SecurityWebFilterChain framelineSecurityWebFilterChain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().denyAll()).build();
		}

	}

}
