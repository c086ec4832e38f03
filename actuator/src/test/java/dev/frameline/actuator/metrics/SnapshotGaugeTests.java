package dev.frameline.actuator.metrics;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import dev.frameline.node.NodeStatus.Snapshot;
import dev.frameline.world.Tasks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who holds the oldest snapshot, second by second, on threads that the test plays. */
class SnapshotGaugeTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final PlayedTasks tasks = new PlayedTasks();

	private final SnapshotGauge gauge = new SnapshotGauge("shop", () -> this.oldest, this.tasks);

	private @Nullable Snapshot oldest;

	@BeforeEach
	void bind() {
		this.gauge.bindTo(this.registry);
	}

	@Test
	void withoutASnapshotNobodyHoldsOne() {
		assertShown("none", 0);
		assertThat(only().getId().getTag("database")).isEqualTo("shop");
	}

	@Test
	void whoHoldsItForAMomentIsNotNamed() {
		hold("request", 0.9);
		this.tasks.pass();
		assertShown("none", 0.9);
	}

	@Test
	void whoHoldsItForLongIsNamedUntilItHasGone() {
		hold("report", 12.5);
		this.tasks.pass();
		assertShown("report", 12.5);
		hold("report", 13.5);
		this.tasks.pass();
		assertShown("report", 13.5);
		this.oldest = null;
		assertShown("report", 0);
		this.tasks.pass();
		assertShown("none", 0);
	}

	@Test
	void whatSomebodyElseHoldsIsNotCountedAsItsOwn() {
		hold("report", 12.5);
		this.tasks.pass();
		hold("backup", 11);
		assertShown("report", 0);
		this.tasks.pass();
		assertShown("backup", 11);
	}

	@Test
	void namesThatAreCountedUpDoNotBecomeTimeSeriesWithoutEnd() {
		for (int i = 0; i < 150; i++) {
			hold("virtual-" + i, 2);
			this.tasks.pass();
			assertShown((i < 100) ? "virtual-" + i : "other", 2);
		}
		hold("virtual-7", 3);
		this.tasks.pass();
		assertShown("virtual-7", 3);
	}

	@Test
	void everyRegistryIsShownTheSame() {
		MeterRegistry second = new SimpleMeterRegistry();
		hold("report", 5);
		this.tasks.pass();
		this.gauge.bindTo(second);
		assertThat(second.get("frameline.snapshot.age").tag("holder", "report").gauge().value()).isEqualTo(5);
		this.oldest = null;
		this.tasks.pass();
		assertThat(second.get("frameline.snapshot.age").tag("holder", "none").gauge().value()).isZero();
	}

	@Test
	void afterItWasClosedNothingIsLookedAtAnyMore() {
		this.gauge.close();
		assertThat(this.tasks.next).isNull();
	}

	@Test
	void withoutThreadsItStaysAsItIs() {
		this.tasks.down = true;
		this.tasks.pass();
		assertThat(this.tasks.next).isNull();
		assertShown("none", 0);
	}

	private void hold(String thread, double seconds) {
		this.oldest = new Snapshot(thread + ", connection 3", thread, seconds);
	}

	private void assertShown(String holder, double seconds) {
		assertThat(only().getId().getTag("holder")).isEqualTo(holder);
		assertThat(only().value()).isEqualTo(seconds);
	}

	private Gauge only() {
		assertThat(this.registry.getMeters()).hasSize(1);
		return this.registry.get("frameline.snapshot.age").gauge();
	}

	/** One delay at a time, which passes when the test says so. */
	private static final class PlayedTasks implements Tasks {

		private @Nullable Runnable next;

		private boolean down;

		void pass() {
			Runnable task = this.next;
			this.next = null;
			assertThat(task).isNotNull();
			task.run();
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public Runnable after(Duration delay, Runnable task) {
			assertThat(delay).isEqualTo(Duration.ofSeconds(1));
			if (this.down) {
				throw new RejectedExecutionException("down");
			}
			this.next = task;
			return () -> this.next = null;
		}

	}

}
