package dev.frameline.simulation.faults;

import java.util.List;
import java.util.function.BiConsumer;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.network.Link;
import dev.frameline.simulation.world.Dice;

/** What goes wrong between two machines, for a while. */
enum LinkFaults implements Fault {

	PARTITION((link, dice) -> link.cut()),

	LOST_REQUESTS((link, dice) -> link.losing(0.1 + dice.below(5) / 10.0)),

	LOST_ANSWERS((link, dice) -> link.losingAnswers(0.1 + dice.below(5) / 10.0)),

	DUPLICATES((link, dice) -> link.duplicating(0.2 + dice.below(5) / 10.0)),

	GARBLED_FRAMES((link, dice) -> link.garbling(0.3)),

	SLOW_PEER((link, dice) -> link.slow(dice.between(20, 4000)));

	private static final long LONGEST_MILLIS = 15_000;

	private final BiConsumer<Link, Dice> effect;

	LinkFaults(BiConsumer<Link, Dice> effect) {
		this.effect = effect;
	}

	@Override
	public void strike(Scene scene) {
		List<Machine> replicas = scene.cluster().replicas();
		boolean all = scene.dice().oneIn(4);
		Machine one = scene.dice().pick(replicas);
		scene.tell(this + " for " + (all ? "all" : one.name()));
		for (Machine replica : all ? replicas : List.of(one)) {
			Link link = scene.cluster().network().link(replica.name(), scene.cluster().primaryOf(replica).name());
			this.effect.accept(link, scene.dice());
			scene.after(scene.dice().below(LONGEST_MILLIS), link::heal);
		}
	}

}
