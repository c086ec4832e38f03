package dev.frameline.jdbc;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.world.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an interrupt reaches, and what it does not. */
class RunningTests {

	/** How often a thread that wrongly goes on is given a chance to do so. */
	private static final int CHANCES = 20_000;

	private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();

	private final Running running = new Running("default", Tasks.on(this.threads));

	private final AtomicInteger interrupts = new AtomicInteger();

	private final Statement raw = interruptedBy(this.interrupts::incrementAndGet);

	@AfterEach
	void close() {
		this.threads.shutdown();
	}

	@Test
	void whatRunsIsInterruptedAndNoFurtherStepOfItsCallRuns() throws SQLException {
		AtomicBoolean further = new AtomicBoolean();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> this.running.call(0, () -> {
			this.running.step(this.raw, this::interrupt);
			return this.running.step(this.raw, () -> further.getAndSet(true));
		}));
		assertThat(this.interrupts).hasValue(1);
		assertThat(further).isFalse();
		assertThat(this.<String>call(() -> "the next call")).isEqualTo("the next call");
	}

	@Test
	void aCallIsInterruptedBetweenItsSteps() {
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> this.running.call(0, () -> {
			interrupt();
			return this.running.step(this.raw, () -> "never");
		}));
		assertThat(this.interrupts).hasValue(0);
	}

	@Test
	void anInterruptWhileNothingRunsIsForgotten() throws SQLException {
		interrupt();
		assertThat(this.running.<String>step(this.raw, () -> "rows")).isEqualTo("rows");
		assertThat(this.<String>call(() -> "a call")).isEqualTo("a call");
	}

	@Test
	void rowsThatAreReadAfterTheCallAreInterruptedToo() throws SQLException {
		call(() -> "rows");
		this.running.step(this.raw, this::interrupt);
		assertThat(this.interrupts).hasValue(1);
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> this.running.step(this.raw, () -> "the rows behind"));
	}

	@Test
	void aStepIsNotLeftWhileAnInterruptIsOnItsWay() throws Exception {
		CountDownLatch onItsWay = new CountDownLatch(1);
		AtomicBoolean left = new AtomicBoolean();
		AtomicBoolean leftTooEarly = new AtomicBoolean();
		Statement slow = interruptedBy(() -> {
			onItsWay.countDown();
			for (int i = 0; i < CHANCES && !left.get(); i++) {
				Thread.yield();
			}
			leftTooEarly.set(left.get());
		});
		Future<?> interrupting = this.running.step(slow, () -> {
			Future<?> begun = this.threads.submit(this.running::interrupt);
			assertThat(await(onItsWay)).isTrue();
			return begun;
		});
		left.set(true);
		interrupting.get();
		assertThat(leftTooEarly).isFalse();
	}

	private <T> T call(Running.Step<T> step) throws SQLException {
		return this.running.call(0, () -> this.running.step(this.raw, step));
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean interrupt() {
		this.running.interrupt();
		return true;
	}

	/** Only this call of the driver matters here. */
	private static Statement interruptedBy(Runnable action) {
		return (Statement) Proxy.newProxyInstance(Statement.class.getClassLoader(), new Class<?>[] { Statement.class },
				(proxy, method, arguments) -> {
					assertThat(method.getName()).isEqualTo("cancel");
					action.run();
					return null;
				});
	}

}
