package dev.frameline.autoconfigure.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.frameline.Position;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Pending;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The loop alone; its steps are played by the test, which answers when it wants to. */
@ExtendWith(OutputCaptureExtension.class)
class SyncServiceTests {

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

	private final BlockingQueue<CompletableFuture<NodeStatus>> steps = new LinkedBlockingQueue<>();

	private final BlockingQueue<Duration> holds = new LinkedBlockingQueue<>();

	private final SyncService service = new SyncService("shop", this::step,
			new SyncPace(Duration.ofSeconds(30), Duration.ofMillis(1)), this.executor);

	@AfterEach
	void stop() {
		this.service.stop();
		this.executor.shutdownNow();
	}

	@Test
	void oneStepFollowsTheOther() throws InterruptedException {
		this.service.start();
		next().complete(status(Status.UP, "synced", 3));
		next().complete(status(Status.UP, "up-to-date", 0));
		assertThat(next()).isNotNull();
	}

	@Test
	void aStepIsNotBegunWhileOneIsHeld() throws InterruptedException {
		this.service.start();
		next();
		this.service.start();
		assertThat(this.steps.poll(50, TimeUnit.MILLISECONDS)).isNull();
	}

	/** Held, it would leave the node OFFLINE for as long as nothing is committed. */
	@Test
	void aPullIsHeldOnlyOnceThePrimaryIsKnownToAnswer() throws InterruptedException {
		this.service.start();
		next().complete(status(Status.UP, "up-to-date", 0));
		next().complete(status(Status.OFFLINE, "offline", 0));
		next().complete(status(Status.UP, "up-to-date", 0));
		next();
		Duration held = Duration.ofSeconds(30);
		assertThat(this.holds).containsExactly(Duration.ZERO, held, Duration.ZERO, held);
	}

	@Test
	void aFailureIsFollowedByAnotherAttempt() throws InterruptedException {
		this.service.start();
		next().complete(status(Status.OFFLINE, "offline", 0));
		next().completeExceptionally(new IllegalStateException("broken"));
		next().complete(status(Status.UP, "synced", 1));
		assertThat(next()).isNotNull();
	}

	@Test
	void itCanBeStoppedAndStartedAgain() throws InterruptedException {
		this.service.start();
		CompletableFuture<NodeStatus> held = next();
		this.service.stop();
		assertThat(this.service.isRunning()).isFalse();
		this.service.start();
		CompletableFuture<NodeStatus> first = next();
		held.complete(status(Status.UP, "synced", 1));
		assertThat(this.steps.poll(50, TimeUnit.MILLISECONDS)).as("a successor of the step before the stop").isNull();
		first.complete(status(Status.UP, "synced", 1));
		assertThat(next()).isNotNull();
	}

	@Test
	void aChangeOfStatusIsOneLineAndAStepIsNone(CapturedOutput output) throws InterruptedException {
		this.service.start();
		next().complete(status(Status.UP, "synced", 1));
		next().complete(status(Status.UP, "synced", 1));
		next().complete(status(Status.OFFLINE, "offline", 0));
		next().complete(status(Status.OFFLINE, "offline", 0));
		next().complete(status(Status.UP, "synced", 1));
		next();
		await().untilAsserted(() -> assertThat(output.getOut().lines().filter((line) -> line.contains("Database 'shop'")))
			.hasSize(3)
			.satisfiesExactly((line) -> assertThat(line).contains("INFO").contains("UP at 1:7"),
					(line) -> assertThat(line).contains("OFFLINE at 1:7, after UP. no answer"),
					(line) -> assertThat(line).contains("UP at 1:7, after OFFLINE")));
	}

	private CompletionStage<NodeStatus> step(Duration hold) {
		this.holds.add(hold);
		CompletableFuture<NodeStatus> step = new CompletableFuture<>();
		this.steps.add(step);
		return step;
	}

	private CompletableFuture<NodeStatus> next() throws InterruptedException {
		CompletableFuture<NodeStatus> step = this.steps.poll(20, TimeUnit.SECONDS);
		assertThat(step).as("the next step").isNotNull();
		return step;
	}

	private static NodeStatus status(Status status, String outcome, long frames) {
		@Nullable String error = (status == Status.UP) ? null : "Database 'shop': no answer";
		return new NodeStatus(status, Role.REPLICA, "shop", UUID.randomUUID(), new Position(1, 7), null, null,
				new Pending(0, 0), null, new LastSync(Instant.EPOCH, outcome, frames, frames * 4120, null, 0.1), error);
	}

}
