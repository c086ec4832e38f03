package dev.frameline.simulation;

import java.util.ArrayList;
import java.util.List;

import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.workload.Client;
import dev.frameline.simulation.workload.Record;
import dev.frameline.simulation.workload.Workload;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Scheduler;

/** All clients of a run, who move into their machine whenever it is open. */
final class Town {

	private final Scheduler scheduler;

	private final List<Workload> workloads;

	private final Record record;

	private final Dice dice;

	private final List<Client> clients = new ArrayList<>();

	Town(Scheduler scheduler, List<Workload> workloads, Record record, Dice dice) {
		this.scheduler = scheduler;
		this.workloads = workloads;
		this.record = record;
		this.dice = dice;
	}

	/** @param writing how often the new client writes, from 0 to 1 */
	void populate(Machine machine, double writing) {
		String name = machine.name() + "-" + (char) ('a' + this.clients.size());
		Client client = new Client(this.scheduler, name, machine, this.workloads, this.record,
				this.dice.forPurpose(name), new Client.Habits(writing, this.dice.between(50, 2_000)));
		this.clients.add(client);
		Life life = machine.life();
		if (life != null && life.isReady()) {
			moveIn(client, life);
		}
	}

	void isOpen(Machine machine, Life life) {
		this.clients.stream().filter((client) -> client.machine() == machine).forEach((client) -> moveIn(client, life));
	}

	private void moveIn(Client client, Life life) {
		this.scheduler.start(client.name(), life.process(), () -> client.use(life));
	}

	/** Nobody begins anything more. */
	void stop() {
		this.clients.forEach(Client::stop);
	}

	/** Whether everybody has ended what he had begun. */
	boolean isQuiet() {
		return this.clients.stream().noneMatch(Client::isBusy);
	}

}
