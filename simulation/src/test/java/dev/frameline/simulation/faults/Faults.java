package dev.frameline.simulation.faults;

import java.util.ArrayList;
import java.util.List;

import dev.frameline.simulation.world.Dice;

/**
 * Which kinds of faults a run has: each of the common ones in every second run, none at all in a few, and of the rare
 * ones, after which the history is no longer one, now and then a single one.
 */
final class Faults {

	private final List<Fault> common;

	private final List<Fault> rare;

	private Faults(List<Fault> common, List<Fault> rare) {
		this.common = common;
		this.rare = rare;
	}

	static Faults draw(Dice dice) {
		List<Fault> all = new ArrayList<>();
		all.addAll(List.of(LinkFaults.values()));
		all.addAll(List.of(DiskFaults.values()));
		all.addAll(List.of(MachineFaults.values()));
		all.addAll(List.of(new Interruption(), new Roll(), new Roll(), new TwinReplica()));
		boolean quiet = dice.oneIn(16);
		all.removeIf((fault) -> quiet || dice.oneIn(2));
		List<Fault> rare = new ArrayList<>();
		if (!quiet && dice.oneIn(3)) {
			rare.add(dice.pick(List.of(new OlderCopy(), new LyingLog(), new TwinPrimary())));
		}
		return new Faults(all, rare);
	}

	/** The next one to strike. */
	Fault next(Dice dice) {
		if (!this.rare.isEmpty() && dice.oneIn(4)) {
			return this.rare.remove(0);
		}
		return this.common.isEmpty() ? (scene) -> {
		} : dice.pick(this.common);
	}

}
