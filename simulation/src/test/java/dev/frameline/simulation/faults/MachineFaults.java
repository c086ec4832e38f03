package dev.frameline.simulation.faults;

import java.util.List;
import java.util.function.BiConsumer;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.world.Dice;

/** What happens to a machine in one moment. */
enum MachineFaults implements Fault {

	KILL((machine, dice) -> machine.kill()),

	POWER_CUT((machine, dice) -> machine.cutPower()),

	/** Killed, or without power, in the middle of what it does to its disk. */
	DEADLY_OPERATION((machine, dice) -> machine.trouble().deadlyAfter(dice.below(1 << dice.below(8)))),

	RESTART((machine, dice) -> machine.stop()),

	/** Longer than many a lease, and shorter than most patience. */
	STANDSTILL((machine, dice) -> machine.standStill(dice.between(10, 8_000))),

	CLOCK_JUMP((machine, dice) -> machine.time().jump(dice.between(-3_600_000, 3_600_000)));

	private final BiConsumer<Machine, Dice> effect;

	MachineFaults(BiConsumer<Machine, Dice> effect) {
		this.effect = effect;
	}

	@Override
	public void strike(Scene scene) {
		List<Machine> up = scene.up();
		if (!up.isEmpty()) {
			Machine machine = scene.dice().pick(up);
			scene.tell(this + " of " + machine.name());
			this.effect.accept(machine, scene.dice());
		}
	}

}
