package dev.frameline.simulation.faults;

import java.util.List;
import java.util.function.BiConsumer;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.disk.DiskTrouble;
import dev.frameline.simulation.world.Dice;

/** What goes wrong on a machine's disk, for a while. */
enum DiskFaults implements Fault {

	FAILING_WRITES((trouble, dice) -> trouble.failing(1.0 / dice.between(2, 60))),

	FULL((trouble, dice) -> trouble.full());

	private static final long LONGEST_MILLIS = 5_000;

	private final BiConsumer<DiskTrouble, Dice> effect;

	DiskFaults(BiConsumer<DiskTrouble, Dice> effect) {
		this.effect = effect;
	}

	@Override
	public void strike(Scene scene) {
		List<Machine> free = scene.free();
		if (!free.isEmpty()) {
			Machine machine = scene.dice().pick(free);
			scene.tell(this + " on " + machine.name());
			this.effect.accept(machine.trouble(), scene.dice());
			scene.after(scene.dice().below(LONGEST_MILLIS), machine.trouble()::heal);
		}
	}

}
