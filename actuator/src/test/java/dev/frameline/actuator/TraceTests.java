package dev.frameline.actuator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.frameline.autoconfigure.observation.DefaultUpstreamObservationConvention;
import dev.frameline.autoconfigure.observation.UpstreamContext;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The way of a trace from an application's transaction on a replica to the primary. */
class TraceTests {

	private static final Class<?>[] LISTENING = { Listening.class };

	private static final Class<?>[] TRACED = { Traced.class };

	@RegisterExtension
	private final RunningNodes nodes = new RunningNodes();

	@TempDir
	Path directory;

	@Test
	void aCommitsTraceGoesOnFromTheApplicationToThePrimary() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory, LISTENING);
		ConfigurableApplicationContext replica = this.nodes.replica(RunningNodes.url(primary), this.directory, TRACED);
		Observation application = Observation.start("application", replica.getBean(ObservationRegistry.class));
		application.observe(() -> RunningNodes.write(replica, "traced"));
		String trace = application.getContext().getRequired(TraceHandler.TRACE);
		assertThat(primary.getBean(HeaderFilter.class).pushes).containsExactly(trace);
		UpstreamContext push = replica.getBean(TraceHandler.class).ended("push");
		assertThat(push.getContextualName()).isEqualTo("frameline push");
		assertThat(push.getLowCardinalityKeyValues()).contains(KeyValue.of("database", "default"),
				KeyValue.of("operation", "push"), KeyValue.of("outcome", "accepted"));
		assertThat(push.getHighCardinalityKeyValue("frameline.position")).isNotNull();
	}

	@Test
	void aPullIsATraceOfItsOwn() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory, LISTENING);
		ConfigurableApplicationContext replica = this.nodes.replica(RunningNodes.url(primary), this.directory, TRACED);
		RunningNodes.write(primary, "pulled");
		await().untilAsserted(() -> assertThat(replica.getBean(TraceHandler.class).ended)
			.anySatisfy((context) -> assertThat(context.getLowCardinalityKeyValues())
				.contains(KeyValue.of("operation", "pull"), KeyValue.of("outcome", "batch"))));
		assertThat(primary.getBean(HeaderFilter.class).pulls).isNotEmpty().doesNotContain("none").doesNotHaveDuplicates();
	}

	@Test
	void aConventionOfTheApplicationNamesIt() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(RunningNodes.url(primary), this.directory,
				new Class<?>[] { Traced.class, Renamed.class });
		RunningNodes.write(replica, "renamed");
		UpstreamContext push = replica.getBean(TraceHandler.class).ended("push");
		assertThat(push.getName()).isEqualTo("myapp.replication");
		assertThat(push.getLowCardinalityKeyValue("region")).isEqualTo(KeyValue.of("region", "north"));
	}

	/** Does with observations what a tracer does: one id from parent to child, sent along with every request. */
	static final class TraceHandler implements ObservationHandler<Observation.Context> {

		static final String TRACE = "trace";

		final Queue<UpstreamContext> ended = new ConcurrentLinkedQueue<>();

		@Override
		public void onStart(Observation.Context context) {
			String trace = (context.getParentObservation() != null)
					? context.getParentObservation().getContextView().get(TRACE) : UUID.randomUUID().toString();
			context.put(TRACE, trace);
			if (context instanceof SenderContext<?> sender) {
				send(sender, trace);
			}
		}

		private static <C> void send(SenderContext<C> sender, String trace) {
			sender.getSetter().set(sender.getCarrier(), "traceparent", trace);
		}

		@Override
		public void onStop(Observation.Context context) {
			if (context instanceof UpstreamContext upstream) {
				this.ended.add(upstream);
			}
		}

		UpstreamContext ended(String operation) {
			await().until(() -> this.ended.stream().anyMatch((context) -> context.getOperation().equals(operation)));
			return this.ended.stream()
				.filter((context) -> context.getOperation().equals(operation))
				.findFirst()
				.orElseThrow();
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	/** What traces arrive with. */
	static final class HeaderFilter extends OncePerRequestFilter {

		final Queue<String> pushes = new ConcurrentLinkedQueue<>();

		final Queue<String> pulls = new ConcurrentLinkedQueue<>();

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String trace = request.getHeader("traceparent");
			if (!request.getRequestURI().contains("/lease/")) {
				(request.getMethod().equals("POST") ? this.pushes : this.pulls).add((trace != null) ? trace : "none");
			}
			chain.doFilter(request, response);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Traced {

		@Bean
		TraceHandler traceHandler() {
			return new TraceHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		HeaderFilter headerFilter() {
			return new HeaderFilter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Renamed {

		@Bean
		DefaultUpstreamObservationConvention convention() {
			return new DefaultUpstreamObservationConvention() {

				@Override
				public String getName() {
					return "myapp.replication";
				}

				@Override
				public KeyValues getLowCardinalityKeyValues(UpstreamContext context) {
					return super.getLowCardinalityKeyValues(context).and("region", "north");
				}

			};
		}

	}

}
