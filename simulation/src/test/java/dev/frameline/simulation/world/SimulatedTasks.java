package dev.frameline.simulation.world;

import java.time.Duration;

import dev.frameline.world.Tasks;

/** The threads of a process: enough of them that tasks overtake each other. */
public final class SimulatedTasks implements Tasks {

	private final Scheduler scheduler;

	private final Process process;

	public SimulatedTasks(Scheduler scheduler, Process process) {
		this.scheduler = scheduler;
		this.process = process;
	}

	@Override
	public void execute(Runnable task) {
		this.scheduler.soon(this.process, () -> run(task));
	}

	@Override
	public Runnable after(Duration delay, Runnable task) {
		return this.scheduler.after(delay.toNanos() + this.scheduler.reaction(), this.process, () -> run(task));
	}

	/** An executor would swallow what a task throws; nothing of the engine's may throw there. */
	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			if (!this.process.isDead()) {
				this.scheduler.fail(ex);
			}
		}
	}

}
