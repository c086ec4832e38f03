package dev.frameline.simulation.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Scheduler;
import org.jspecify.annotations.Nullable;

/** All links, and who can be found at their ends. */
public final class Network {

	private final Scheduler scheduler;

	private final Dice dice;

	private final Function<String, @Nullable Server> servers;

	private final Map<String, Link> links = new TreeMap<>();

	/** @param servers who serves on a machine just now; {@code null} if nobody does */
	public Network(Scheduler scheduler, Dice dice, Function<String, @Nullable Server> servers) {
		this.scheduler = scheduler;
		this.dice = dice;
		this.servers = servers;
	}

	/** The one way between two machines, whoever asks whom. */
	public Link link(String one, String other) {
		String name = (one.compareTo(other) < 0) ? one + "-" + other : other + "-" + one;
		return this.links.computeIfAbsent(name, (absent) -> new Link(this.dice.forPurpose(name)));
	}

	public void heal() {
		this.links.values().forEach(Link::heal);
	}

	@Nullable Server find(String machine) {
		return this.servers.apply(machine);
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

}
