package dev.frameline.simulation.workload;

import java.util.ArrayList;
import java.util.List;

import dev.frameline.simulation.world.Dice;

/** Which workloads a run has. */
public final class Workloads {

	private static final int SMALL = 12;

	private static final int LARGE = 400;

	private Workloads() {
	}

	/** One or more of all, in the order of throwing. Few of them have transactions that are really large. */
	public static List<Workload> draw(Dice dice) {
		List<Workload> left = new ArrayList<>(List.of(new Bank(), new Counters(), new Lists(), new Sets(),
				new SchemaChanges(), new LargeTransactions(dice.oneIn(4) ? LARGE : SMALL)));
		List<Workload> drawn = new ArrayList<>();
		int count = 1 + dice.below(left.size());
		while (drawn.size() < count) {
			drawn.add(left.remove(dice.below(left.size())));
		}
		return drawn;
	}

}
