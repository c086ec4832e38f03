package dev.frameline.simulation.faults;

import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;

/** Looks at the machines now and then, and does what a service manager or a person does. */
public final class Operator {

	private static final long LONGEST_PAUSE_MILLIS = 2_000;

	private final Scene scene;

	private boolean stopped;

	public Operator(Scene scene) {
		this.scene = scene;
	}

	/** Runs on a fiber. */
	public void run() throws InterruptedException {
		while (!this.stopped) {
			this.scene.pause(this.scene.dice().below(LONGEST_PAUSE_MILLIS));
			if (!this.stopped) {
				this.scene.free().forEach(this::lookAfter);
			}
		}
	}

	/** Looks no more. */
	public void stop() {
		this.stopped = true;
	}

	private void lookAfter(Machine machine) {
		Life life = machine.life();
		if (life == null) {
			machine.start();
		}
		else if (machine.isReady() && hasStopped(life.node().status())) {
			this.scene.tell(machine.name() + " has stopped to work");
			machine.stop();
		}
	}

	/** A replica without a copy is down too, and needs nobody. */
	private static boolean hasStopped(NodeStatus status) {
		return status.status() == Status.DOWN && status.position() != null;
	}

}
