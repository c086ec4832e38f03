package dev.frameline.simulation.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import dev.frameline.simulation.cluster.Cluster;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.workload.Timelines;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SimulatedWaiting;

/**
 * Where faults strike.
 *
 * @param primary the one that was there from the beginning
 * @param timelines are told when a log is set back
 * @param town makes clients for machines that come later
 */
public record Scene(Cluster cluster, Machine primary, Timelines timelines, Scheduler scheduler, Dice dice, Town town) {

	/** Where clients come from. */
	@FunctionalInterface
	public interface Town {

		/** @param writing how often they write, from 0 to 1 */
		void populate(Machine machine, double writing);

	}

	/** Any machine that nobody else does more with. */
	List<Machine> free() {
		return this.cluster.machines().stream().filter((machine) -> !machine.isReserved()).toList();
	}

	/** Any machine that is up, and that nobody else does more with. */
	List<Machine> up() {
		return free().stream().filter((machine) -> machine.life() != null).toList();
	}

	/** Does something later. */
	void after(long millis, Runnable action) {
		this.scheduler.after(millis * 1_000_000, null, action);
	}

	/** Stands still. On a fiber. */
	void pause(long millis) throws InterruptedException {
		new SimulatedWaiting(this.scheduler, null).pause(Duration.ofMillis(millis));
	}

	/** Stands still until something is over. On a fiber. */
	<T> T await(CompletionStage<T> stage) throws InterruptedException {
		try {
			return new SimulatedWaiting(this.scheduler, null).await(stage);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/** Starts a machine until it is up, or somebody has something to say about it. On a fiber. */
	void startSurely(Machine machine) throws InterruptedException {
		while (machine.life() == null && !await(machine.start())) {
			pause(500);
		}
	}

	void tell(String what) {
		this.scheduler.trace().tell(this.scheduler.now(), "fault", what);
	}

}
