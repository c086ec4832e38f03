package dev.frameline.simulation.cluster;

import java.time.Duration;

import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.LastSync;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import org.jspecify.annotations.Nullable;

/** Keeps a replica in step, one step of following after the other, paced as the starter's service paces them. */
final class Following {

	private static final Duration HOLD = Duration.ofSeconds(30);

	private static final long INTERVAL = 1_000_000_000;

	private static final int FIRST_PAUSE = 250;

	private static final int LONGEST_PAUSE = 2000;

	private final Node node;

	private final Process process;

	private final Scheduler scheduler;

	private final Dice dice;

	private boolean answered;

	private int pause = FIRST_PAUSE;

	private boolean stopped;

	Following(Node node, Process process, Scheduler scheduler, Dice dice) {
		this.node = node;
		this.process = process;
		this.scheduler = scheduler;
		this.dice = dice;
	}

	void start() {
		this.scheduler.soon(this.process, this::step);
	}

	/** No further step begins. */
	void stop() {
		this.stopped = true;
	}

	private void step() {
		if (!this.stopped) {
			long begun = this.scheduler.now();
			boolean held = this.answered;
			this.node.sync(held ? HOLD : Duration.ZERO)
				.whenComplete((status, failure) -> ended(status, held, this.scheduler.now() - begun));
		}
	}

	private void ended(@Nullable NodeStatus status, boolean held, long took) {
		this.answered = status != null && wentWell(status);
		if (status != null && this.answered) {
			this.pause = FIRST_PAUSE;
			boolean mayFollow = !held || broughtFrames(status) || took >= INTERVAL;
			this.scheduler.after(mayFollow ? 0 : INTERVAL - took, this.process, this::step);
		}
		else {
			long millis = this.pause / 2 + this.dice.below(this.pause / 2);
			this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
			this.scheduler.after(millis * 1_000_000, this.process, this::step);
		}
	}

	private static boolean broughtFrames(NodeStatus status) {
		return status.lastSync() != null && status.lastSync().frames() > 0;
	}

	private static boolean wentWell(NodeStatus status) {
		LastSync sync = status.lastSync();
		return sync != null && (sync.outcome().equals("synced") || sync.outcome().equals("up-to-date"))
				&& status.status() != Status.OFFLINE;
	}

}
