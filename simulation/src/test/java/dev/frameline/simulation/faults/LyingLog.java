package dev.frameline.simulation.faults;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.disk.Remains;

/**
 * For a while a force of the primary's log does nothing and says that it did. Then the power is cut. The log may have
 * lost what was acknowledged; then the primary either notices and refuses to start, until somebody does what its
 * message says, or it goes on from what is left, and the nodes that hold more must notice.
 */
final class LyingLog implements Fault {

	@Override
	public void strike(Scene scene) throws InterruptedException {
		Machine primary = scene.primary();
		if (primary.isReserved() || primary.life() == null) {
			return;
		}
		primary.reserve(true);
		try {
			primary.kill();
			Remains copy = primary.copy();
			scene.startSurely(primary);
			scene.tell("forces of " + primary.name() + " lie");
			primary.trouble().lying();
			scene.pause(scene.dice().below(5_000));
			primary.trouble().heal();
			scene.startSurely(primary);
			if (primary.remains().isLiedAbout()) {
				primary.cutPower();
				revive(scene, primary, copy);
			}
		}
		finally {
			primary.reserve(false);
		}
	}

	private static void revive(Scene scene, Machine primary, Remains copy) throws InterruptedException {
		if (scene.await(primary.start()) || primary.refusal() == null) {
			return;
		}
		scene.tell("all but the log of " + primary.name() + " is moved away");
		primary.keepLogOnly();
		if (scene.await(primary.start()) || primary.refusal() == null) {
			return;
		}
		scene.tell(primary.name() + " gets its older copy");
		primary.restore(copy);
	}

}
