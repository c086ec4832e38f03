package dev.frameline.actuator.metrics;

import java.nio.file.Path;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.node.Node;
import dev.frameline.signals.Signals;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class NodeMetricsAutoConfigurationTests {

	@TempDir
	Path directory;

	@Test
	void aStandaloneNodeHasTheMetersThatItsRoleHas() {
		node().run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters()).map(Meter::getId)
			.map(Meter.Id::getName)
			.filteredOn((name) -> name.startsWith("frameline."))
			.contains("frameline.writes", "frameline.routing", "frameline.wal.size", "frameline.writes.waiting",
					"frameline.snapshot.age")
			.doesNotContain("frameline.lag.frames", "frameline.lag.time", "frameline.position.frame"));
	}

	@Test
	void withoutARegistryThereAreNoMeters() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(NodeMetricsAutoConfiguration.class, FramelineAutoConfiguration.class))
			.withPropertyValues("frameline.path=" + this.directory.resolve("app.db"))
			.run((context) -> assertThat(context).hasSingleBean(Node.class)
				.doesNotHaveBean(NodeMeters.class)
				.doesNotHaveBean(NodeGauges.class));
	}

	@Test
	void withoutANodeThereAreNoMeters() {
		runner().run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(NodeMeters.class)
			.doesNotHaveBean(NodeGauges.class));
	}

	@Test
	void nothingIsNeededOfMicrometersCoreWhenItIsNotThere() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("frameline.path=" + this.directory.resolve("app.db"))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasSingleBean(Node.class).doesNotHaveBean("nodeMeters"));
	}

	@Test
	void theApplicationsOwnAreKept() {
		node()
			.withBean("own", NodeMeters.class, () -> new NodeMeters("other", new SimpleMeterRegistry()))
			.run((context) -> assertThat(context).hasSingleBean(NodeMeters.class).hasBean("own"));
	}

	@Test
	void aListenerThatThrowsKeepsNobodyFromBeingTold() {
		node().withBean("broken", Signals.class, BrokenSignals::new).run((context) -> {
			context.getBean(Node.class).signals().routed(Signals.Target.READER);
			assertThat(context.getBean(MeterRegistry.class)
				.get("frameline.routing")
				.tag("target", "reader")
				.counter()
				.count()).isEqualTo(1);
		});
	}

	private ApplicationContextRunner node() {
		return runner().withPropertyValues("frameline.path=" + this.directory.resolve("app.db"));
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(NodeMetricsAutoConfiguration.class,
				FramelineAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));
	}

	private static final class BrokenSignals implements Signals {

		@Override
		public void routed(Target target) {
			throw new IllegalStateException("a listener's defect");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ NodeMetricsAutoConfiguration.class, FramelineAutoConfiguration.class })
	static class Application {

	}

}
