package dev.frameline.simulation.faults;

import dev.frameline.simulation.cluster.Life;

/** The log goes on to its next generation. Nothing is wrong with that. */
final class Roll implements Fault {

	@Override
	public void strike(Scene scene) {
		Life life = scene.primary().life();
		if (life != null && life.isReady()) {
			scene.tell("roll");
			life.node().roll().whenComplete((generation, failure) -> {
				if (!life.process().isDead()) {
					scene.tell((failure == null) ? "generation " + generation : "the generation goes on");
				}
			});
		}
	}

}
