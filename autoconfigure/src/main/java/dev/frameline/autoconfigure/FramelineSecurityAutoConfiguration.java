package dev.frameline.autoconfigure;

import dev.frameline.autoconfigure.http.server.FrameServer;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/**
 * {@link AutoConfiguration Auto-configuration} that keeps Spring Security from asking other nodes for the application's
 * users. Under {@code frameline.serve.base-path}, and only there, a filter chain of its own lets requests through to
 * the server, which asks for its tokens. It comes before the application's chains and backs off for one of its name.
 *
 * <p>It comes after everything in Boot that makes a chain where there is none: what protects the rest of the
 * application stays.
 */
@AutoConfiguration(after = FramelineServerAutoConfiguration.class,
		afterName = { "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
				"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
				"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
				"org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration",
				"org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration",
				"org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientWebSecurityAutoConfiguration",
				"org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration",
				"org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration" })
@ConditionalOnBean(FrameServer.class)
@Conditional(FramelineServerAutoConfiguration.OnApplicationsPort.class)
public final class FramelineSecurityAutoConfiguration {

	/** Room for an application that wants to be before. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpSecurity.class, SecurityFilterChain.class, Filter.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnBean(HttpSecurity.class)
	static class ServletConfiguration {

		@Bean
		@Order(ORDER)
		@ConditionalOnMissingBean(name = "framelineSecurityFilterChain")
		SecurityFilterChain framelineSecurityFilterChain(HttpSecurity http, FramelineProperties properties) {
			http.securityMatcher(properties.serve().basePath() + "/**");
			http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll());
			http.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
			http.csrf(AbstractHttpConfigurer::disable);
			http.logout(AbstractHttpConfigurer::disable);
			http.requestCache(AbstractHttpConfigurer::disable);
			return http.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ServerHttpSecurity.class, SecurityWebFilterChain.class })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnBean(ServerHttpSecurity.class)
	static class ReactiveConfiguration {

		/** What Spring Security does where there is no chain at all: with ours there is one. */
		@Bean
		@ConditionalOnMissingBean(SecurityWebFilterChain.class)
		SecurityWebFilterChain applicationSecurityWebFilterChain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(ORDER)
		@ConditionalOnMissingBean(name = "framelineSecurityWebFilterChain")
		SecurityWebFilterChain framelineSecurityWebFilterChain(ServerHttpSecurity http, FramelineProperties properties) {
			return http
				.securityMatcher(ServerWebExchangeMatchers.pathMatchers(properties.serve().basePath() + "/**"))
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.logout(ServerHttpSecurity.LogoutSpec::disable)
				.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
				.build();
		}

	}

}
