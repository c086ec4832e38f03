package dev.frameline.simulation.faults;

import java.util.List;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.disk.Remains;

/**
 * The primary's directory is copied and both are started, under one history's name. A replica follows the one and then
 * the other again; where the two differ it must notice.
 */
final class TwinPrimary implements Fault {

	@Override
	public void strike(Scene scene) throws InterruptedException {
		Machine primary = scene.primary();
		if (primary.isReserved() || primary.life() == null) {
			return;
		}
		primary.reserve(true);
		Machine twin = scene.cluster().addPrimary("Q");
		twin.reserve(true);
		primary.kill();
		Remains copy = primary.copy();
		scene.startSurely(primary);
		primary.reserve(false);
		scene.tell("Q is made of a copy of " + primary.name());
		twin.restore(copy);
		scene.timelines().begin(twin);
		scene.town().populate(twin, 0.5);
		scene.startSurely(twin);
		follow(scene, twin);
		twin.reserve(false);
	}

	private static void follow(Scene scene, Machine twin) throws InterruptedException {
		List<Machine> replicas = scene.cluster().replicas();
		Machine replica = scene.dice().pick(replicas);
		Machine before = scene.cluster().primaryOf(replica);
		scene.tell(replica.name() + " follows Q");
		scene.cluster().follow(replica, twin);
		scene.pause(scene.dice().below(10_000));
		scene.tell(replica.name() + " follows " + before.name() + " again");
		scene.cluster().follow(replica, before);
	}

}
