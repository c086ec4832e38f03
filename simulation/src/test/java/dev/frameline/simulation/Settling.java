package dev.frameline.simulation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.frameline.Position;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.simulation.cluster.Cluster;
import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.workload.Client;
import dev.frameline.simulation.workload.Record;
import dev.frameline.simulation.workload.Timelines;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SimulationException;

/** After all is healed: every node comes back, works, and comes to the same position; then all are stopped. */
final class Settling {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final Scheduler scheduler;

	private final Cluster cluster;

	private final Timelines timelines;

	private final Record record;

	Settling(Scheduler scheduler, Cluster cluster, Timelines timelines, Record record) {
		this.scheduler = scheduler;
		this.cluster = cluster;
		this.timelines = timelines;
		this.record = record;
	}

	void settle(Machine primary) {
		endTwins(primary);
		start(primary);
		if (status(primary).pending().transactions() > 0) {
			// It could not show what its log has accepted, and shows that before its next write
			tryOut(primary, "-shows");
		}
		this.cluster.replicas().forEach(this::start);
		this.cluster.replicas().forEach((replica) -> reconcile(replica, primary));
		this.cluster.machines().stream().filter((machine) -> machine.life() != null).forEach((machine) -> tryOut(machine, "-last"));
		this.cluster.replicas().forEach((replica) -> awaitLike(replica, primary));
		this.cluster.machines().forEach(this::stop);
		this.timelines.end(primary);
	}

	/** A primary that was made of a copy is not needed any more. */
	private void endTwins(Machine primary) {
		for (Machine machine : this.cluster.machines()) {
			if (machine.isPrimary() && machine != primary) {
				stop(machine);
				this.timelines.end(machine);
			}
		}
	}

	private void start(Machine machine) {
		await(() -> isSteady(machine), machine.name() + " to have started or not");
		Life life = machine.life();
		if (life != null && hasStopped(life.node().status())) {
			stop(machine);
		}
		while (machine.life() == null) {
			CompletableFuture<Boolean> started = machine.start();
			await(started::isDone, machine.name() + " to start");
			if (machine.isRefusedForItsHistory() && this.timelines.areSeveral()) {
				machine.wipe();
			}
			else if (!started.join()) {
				throw new SimulationException("nothing is wrong any more, and " + machine.name() + " refuses to start: "
						+ machine.refusal());
			}
		}
	}

	/** Whether it neither starts nor stops. */
	private static boolean isSteady(Machine machine) {
		return machine.life() == null || machine.isReady();
	}

	private static boolean hasStopped(NodeStatus status) {
		return status.status() == Status.DOWN && status.position() != null;
	}

	/** A replica whose history is another one says so, and then is given an empty disk. */
	private void reconcile(Machine replica, Machine primary) {
		await(() -> isLike(replica, primary) || hasStayedDiverged(replica),
				replica.name() + " to know whether its history is the primary's");
		if (hasStayedDiverged(replica)) {
			if (!this.timelines.areSeveral()) {
				throw new SimulationException(
						"there is one history only, and " + replica.name() + " says: " + status(replica).lastError());
			}
			stop(replica);
			replica.wipe();
			start(replica);
			awaitLike(replica, primary);
		}
	}

	private boolean hasStayedDiverged(Machine replica) {
		return status(replica).status() == Status.DIVERGED && !this.cluster.rebootstraps(replica);
	}

	private void awaitLike(Machine replica, Machine primary) {
		await(() -> isLike(replica, primary), replica.name() + " to come to the primary's position");
	}

	private static boolean isLike(Machine replica, Machine primary) {
		Position position = status(primary).position();
		NodeStatus status = status(replica);
		return status.status() == Status.UP && position != null && position.equals(status.position())
				&& status.pending().transactions() == 0;
	}

	/** Writes and reads once, as any client. */
	private void tryOut(Machine machine, String occasion) {
		Client client = new Client(this.scheduler, machine.name() + occasion, machine, List.of(), this.record,
				new dev.frameline.simulation.world.Dice(1), new Client.Habits(1, 1));
		Life life = machine.life();
		boolean[] works = new boolean[1];
		if (life != null) {
			this.scheduler.start(client.name(), life.process(), () -> works[0] = client.tryOut(life));
		}
		await(() -> works[0], machine.name() + " to take a write and to show it");
	}

	private void stop(Machine machine) {
		CompletableFuture<Void> stopped = machine.stop();
		await(stopped::isDone, machine.name() + " to stop");
	}

	private void await(java.util.function.BooleanSupplier condition, String what) {
		if (!this.scheduler.runUntil(condition, PATIENCE.toNanos())) {
			StringBuilder state = new StringBuilder();
			for (Machine machine : this.cluster.machines()) {
				Life life = machine.life();
				state.append("; ").append(machine.name()).append(": ")
					.append((life != null && life.isReady()) ? life.node().status() : "down, " + machine.refusal());
			}
			throw new SimulationException("nothing is wrong any more, and waited " + PATIENCE.toMinutes()
					+ " minutes in vain for " + what + state);
		}
	}

	private static NodeStatus status(Machine machine) {
		Life life = machine.life();
		if (life == null || !life.isReady()) {
			throw new SimulationException("nothing is wrong any more, and " + machine.name() + " is down");
		}
		return life.node().status();
	}

}
