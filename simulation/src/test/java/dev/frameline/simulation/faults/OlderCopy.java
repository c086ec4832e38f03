package dev.frameline.simulation.faults;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.disk.Remains;

/**
 * The primary is given back a copy of its disk that was made some time ago. What it has acknowledged since is lost, as
 * whoever does so must know; nodes that hold some of it must notice, and never mix the two histories.
 */
final class OlderCopy implements Fault {

	@Override
	public void strike(Scene scene) throws InterruptedException {
		Machine primary = scene.primary();
		if (primary.isReserved() || primary.life() == null) {
			return;
		}
		primary.reserve(true);
		try {
			scene.tell("a copy of " + primary.name() + " is made");
			primary.kill();
			Remains copy = primary.copy();
			scene.startSurely(primary);
			scene.pause(scene.dice().below(8_000));
			scene.tell(primary.name() + " gets its older copy");
			primary.kill();
			scene.timelines().fork(primary);
			primary.restore(copy);
			scene.startSurely(primary);
		}
		finally {
			primary.reserve(false);
		}
	}

}
