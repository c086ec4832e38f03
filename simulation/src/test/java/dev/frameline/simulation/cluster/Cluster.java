package dev.frameline.simulation.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.ServedLog;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.NodeSettings.OnDivergence;
import dev.frameline.node.Role;
import dev.frameline.simulation.network.Network;
import dev.frameline.simulation.network.Server;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SimulationException;
import org.jspecify.annotations.Nullable;

/** All machines of a run, and who follows whom. */
public final class Cluster {

	/** Told what happens to the machines. */
	public interface Observer {

		/** A node is open. */
		void isOpen(Machine machine, Life life);

		/** A primary is about to lose a part of its log, because a force has lied. It is not dead yet. */
		void isLosing(Machine primary);

	}

	private final Scheduler scheduler;

	private final Dice dice;

	private final Path root;

	private final Observer observer;

	private final Network network;

	private final Settings settings;

	private final Map<String, Machine> machines = new LinkedHashMap<>();

	private final Map<Machine, Machine> primaries = new LinkedHashMap<>();

	private final Map<Machine, OnDivergence> onDivergence = new LinkedHashMap<>();

	/**
	 * @param root an existing directory, empty
	 * @param observer is told what happens
	 */
	public Cluster(Scheduler scheduler, Dice dice, Path root, Observer observer) {
		this.scheduler = scheduler;
		this.dice = dice;
		this.root = root;
		this.observer = observer;
		this.settings = new Settings(dice.forPurpose("settings"));
		this.network = new Network(scheduler, dice.forPurpose("network"), this::server);
	}

	// -- the machines

	public Machine addPrimary(String name) {
		return add(name, Role.PRIMARY);
	}

	public Machine addReplica(String name, Machine primary) {
		Machine replica = add(name, Role.REPLICA);
		this.primaries.put(replica, primary);
		this.onDivergence.put(replica, this.dice.pick(List.of(OnDivergence.values())));
		return replica;
	}

	private Machine add(String name, Role role) {
		try {
			Machine machine = new Machine(this, this.scheduler, name, role, this.dice.forPurpose(name));
			this.machines.put(name, machine);
			return machine;
		}
		catch (IOException ex) {
			throw new SimulationException("no room for " + name, ex);
		}
	}

	public List<Machine> machines() {
		return List.copyOf(this.machines.values());
	}

	public List<Machine> replicas() {
		return this.machines.values().stream().filter((machine) -> !machine.isPrimary()).toList();
	}

	public Network network() {
		return this.network;
	}

	/** Whom a replica follows; a primary is its own. */
	public Machine primaryOf(Machine machine) {
		return this.primaries.getOrDefault(machine, machine);
	}

	/** From its next request on, a replica asks another primary. */
	public void follow(Machine replica, Machine primary) {
		this.primaries.put(replica, primary);
	}

	/** Whether a replica of another history fetches a new base by itself. */
	public boolean rebootstraps(Machine replica) {
		return this.onDivergence.get(replica) == OnDivergence.REBOOTSTRAP;
	}

	private @Nullable Server server(String name) {
		Machine machine = this.machines.get(name);
		Life life = (machine != null) ? machine.life() : null;
		ServedLog served = (life != null) ? life.served() : null;
		return (life != null && served != null) ? new Server(life.process(), served) : null;
	}

	// -- what the machines ask

	Path root() {
		return this.root;
	}

	void isLosing(Machine machine) {
		this.observer.isLosing(machine);
	}

	void isOpen(Machine machine, Life life) {
		this.observer.isOpen(machine, life);
	}

	NodeSettings settings(Machine machine, Path database, Role role) {
		return this.settings.node(machine.name(), database, role,
				this.onDivergence.getOrDefault(machine, OnDivergence.STOP));
	}

	RoutingSettings routing() {
		return this.settings.routing();
	}

	boolean leases() {
		return this.settings.leases();
	}

	/** Removes a directory with all that is in it. */
	void delete(Path directory) throws IOException {
		List<Path> all = new ArrayList<>();
		try (Stream<Path> paths = Files.walk(directory)) {
			paths.sorted(Comparator.reverseOrder()).forEach(all::add);
		}
		for (Path path : all) {
			Files.delete(path);
		}
	}

}
