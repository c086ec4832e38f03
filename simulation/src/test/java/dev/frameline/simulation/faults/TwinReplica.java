package dev.frameline.simulation.faults;

import java.util.List;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.disk.Remains;

/** A replica's directory is copied, and both are started. They are two nodes from then on. */
final class TwinReplica implements Fault {

	private static final int MOST_REPLICAS = 4;

	@Override
	public void strike(Scene scene) throws InterruptedException {
		List<Machine> replicas = scene.up().stream().filter((machine) -> !machine.isPrimary()).toList();
		if (replicas.isEmpty() || scene.cluster().replicas().size() >= MOST_REPLICAS) {
			return;
		}
		Machine one = scene.dice().pick(replicas);
		one.reserve(true);
		try {
			one.kill();
			Remains copy = one.copy();
			Machine twin = scene.cluster()
				.addReplica("T" + (scene.cluster().replicas().size() + 1), scene.cluster().primaryOf(one));
			scene.tell(twin.name() + " is made of a copy of " + one.name());
			twin.restore(copy);
			scene.town().populate(twin, 0.5);
			twin.start();
		}
		finally {
			one.reserve(false);
		}
	}

}
