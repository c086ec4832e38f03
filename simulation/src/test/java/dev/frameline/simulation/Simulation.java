package dev.frameline.simulation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import dev.frameline.simulation.cluster.Cluster;
import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.faults.Nemesis;
import dev.frameline.simulation.faults.Operator;
import dev.frameline.simulation.faults.Scene;
import dev.frameline.simulation.workload.Record;
import dev.frameline.simulation.workload.Schema;
import dev.frameline.simulation.workload.Timelines;
import dev.frameline.simulation.workload.Workload;
import dev.frameline.simulation.workload.Workloads;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.EngineLog;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SimulationException;
import dev.frameline.simulation.world.Trace;

/**
 * One run: a cluster starts, clients work while things go wrong, then all is healed and has to settle, and then
 * everything is checked.
 */
final class Simulation implements Cluster.Observer {

	private static final Duration STARTING = Duration.ofMinutes(5);

	private final Dice dice;

	private final Scheduler scheduler;

	private final Cluster cluster;

	private final Timelines timelines;

	private final List<Workload> workloads;

	private final Record record;

	private final Town town;

	private final Path scratch;

	private Simulation(long seed, Path directory, ExecutorService threads, Trace trace) {
		this.dice = new Dice(seed);
		this.scheduler = new Scheduler(threads, this.dice.forPurpose("scheduler"), trace);
		this.cluster = new Cluster(this.scheduler, this.dice.forPurpose("cluster"), directory, this);
		this.scratch = directory.resolve("scratch.db");
		this.timelines = new Timelines(this.scratch, this.cluster::primaryOf);
		this.workloads = Workloads.draw(this.dice.forPurpose("workloads"));
		this.record = new Record(this.scheduler, this.timelines);
		this.town = new Town(this.scheduler, this.workloads, this.record, this.dice.forPurpose("clients"));
	}

	/**
	 * Runs a seed.
	 * @param directory an empty one
	 * @param threads lend each fiber a thread
	 * @param withEngineLog whether what the engine logs is shown in the trace, which one run at a time may have
	 * @return what it comes to
	 * @throws SimulationException if something was seen that must not be
	 */
	static Result run(long seed, Path directory, ExecutorService threads, Trace trace, boolean withEngineLog) {
		Simulation simulation = new Simulation(seed, directory, threads, trace);
		try (EngineLog log = withEngineLog ? EngineLog.showIn(simulation.scheduler) : null) {
			return simulation.run();
		}
		finally {
			simulation.scheduler.end();
		}
	}

	/**
	 * What a run comes to.
	 *
	 * @param hash of its trace
	 * @param commits how many commits its last timeline has
	 * @param reads how many reads were checked
	 */
	record Result(String hash, int commits, int reads) {

	}

	private Result run() {
		Machine primary = start();
		work(primary);
		new Settling(this.scheduler, this.cluster, this.timelines, this.record).settle(primary);
		int commits = new Verdict(this.scratch, this.cluster, this.timelines, this.workloads, this.record)
			.give(primary);
		return new Result(this.scheduler.trace().hash(), commits, this.record.observations().size());
	}

	// -- starting

	private Machine start() {
		Machine primary = this.cluster.addPrimary("P");
		this.timelines.begin(primary);
		require(primary.start(), "the primary starts");
		makeSchema(primary);
		this.town.populate(primary, 0.8);
		this.town.populate(primary, 0.3);
		long replicas = this.dice.between(1, 3);
		for (int i = 1; i <= replicas; i++) {
			Machine replica = this.cluster.addReplica("R" + i, primary);
			this.town.populate(replica, 0.8);
			this.town.populate(replica, 0.5);
			this.town.populate(replica, 0.1);
			replica.start();
		}
		return primary;
	}

	private void makeSchema(Machine primary) {
		CompletableFuture<Boolean> made = new CompletableFuture<>();
		Life life = primary.life();
		if (life == null) {
			throw new SimulationException("the primary is not there");
		}
		this.scheduler.start("schema", life.process(), () -> {
			Schema.make(life.dataSource(), this.workloads);
			made.complete(true);
		});
		require(made, "the schema is made");
	}

	private void require(CompletableFuture<Boolean> done, String what) {
		this.scheduler.runUntil(done::isDone, STARTING.toNanos());
		if (!done.getNow(false)) {
			throw new SimulationException("expected that " + what);
		}
	}

	// -- working

	private void work(Machine primary) {
		Scene scene = new Scene(this.cluster, primary, this.timelines, this.scheduler, this.dice.forPurpose("scene"),
				this.town::populate);
		Nemesis nemesis = new Nemesis(scene, this.dice.forPurpose("faults"));
		Operator operator = new Operator(scene);
		this.scheduler.start("nemesis", null, nemesis::run);
		this.scheduler.start("operator", null, operator::run);
		this.scheduler.runUntil(() -> false, Duration.ofSeconds(this.dice.between(5, 30)).toNanos());
		nemesis.stop();
		if (!this.scheduler.runUntil(nemesis::isOver, STARTING.toNanos())) {
			throw new SimulationException("a fault does not end");
		}
		operator.stop();
		this.town.stop();
		List<Machine> healed = new ArrayList<>(this.cluster.machines());
		healed.forEach((machine) -> machine.trouble().heal());
		this.cluster.network().heal();
		if (!this.scheduler.runUntil(this.town::isQuiet, STARTING.toNanos())) {
			throw new SimulationException("a client does not end what it has begun");
		}
	}

	@Override
	public void isOpen(Machine machine, Life life) {
		this.town.isOpen(machine, life);
	}

	@Override
	public void isLosing(Machine primary) {
		this.timelines.fork(primary);
	}

}
