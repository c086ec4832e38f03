package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The client to the primary can be changed, and nothing else with it. */
class FramelineWebClientCustomizerTests {

	@TempDir
	Path directory;

	@Test
	void customizersChangeTheRequestsToThePrimaryInTheirOrder() {
		try (ConfigurableApplicationContext primary = start("primary", Application.class, "--frameline.serve.enabled=true",
				"--frameline.serve.tokens.replicas.secret=right");
				ConfigurableApplicationContext replica = start("replica", Customizing.class,
						"--frameline.primary.auth-token=right",
						"--frameline.primary.url=http://127.0.0.1:"
								+ primary.getEnvironment().getRequiredProperty("local.server.port") + "/frameline")) {
			Customizing customizing = replica.getBean(Customizing.class);
			assertThat(customizing.calls).startsWith("everybody's", "first", "second");
			assertThat(customizing.seen).isNotEmpty().allSatisfy((headers) -> {
				assertThat(headers.getFirst("Tenant")).isEqualTo("second");
				assertThat(headers.getFirst(HttpHeaders.AUTHORIZATION)).as("credentials win").isEqualTo("Bearer right");
			});
			List<HttpHeaders> others = new ArrayList<>();
			replica.getBean(WebClient.Builder.class).defaultHeaders(others::add).build();
			assertThat(others).singleElement()
				.satisfies((headers) -> assertThat(headers.containsHeader("Tenant")).as("of others").isFalse());
		}
	}

	private ConfigurableApplicationContext start(String name, Class<?> application, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + this.directory.resolve(name + ".db"));
		return new SpringApplicationBuilder(application).properties("server.port=0", "server.address=127.0.0.1")
			.run(arguments.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Customizing {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final List<HttpHeaders> seen = new CopyOnWriteArrayList<>();

		@Bean
		WebClientCustomizer everybodys() {
			return (builder) -> this.calls.add("everybody's");
		}

		@Bean
		@Order(2)
		FramelineWebClientCustomizer second() {
			return (builder) -> {
				this.calls.add("second");
				builder.defaultHeader("Tenant", "second").defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer wrong");
			};
		}

		@Bean
		@Order(1)
		FramelineWebClientCustomizer first() {
			return (builder) -> {
				this.calls.add("first");
				builder.defaultHeader("Tenant", "first").filter((request, next) -> {
					this.seen.add(request.headers());
					return next.exchange(request);
				});
			};
		}

	}

}
