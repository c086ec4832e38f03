package dev.frameline.simulation.faults;

import java.util.List;

import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;

/** Somebody interrupts a thread of the application, wherever it stands. */
final class Interruption implements Fault {

	@Override
	public void strike(Scene scene) {
		List<Machine> up = scene.up();
		Life life = up.isEmpty() ? null : scene.dice().pick(up).life();
		if (life != null && life.isReady()) {
			scene.tell("interruption in " + life.process().name());
			life.process().interruptOne(scene.dice());
		}
	}

}
