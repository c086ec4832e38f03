package dev.frameline.simulation.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import dev.frameline.FramelineException;
import dev.frameline.node.DivergedException;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.Role;
import dev.frameline.replica.Upstream;
import dev.frameline.simulation.disk.DiskTrouble;
import dev.frameline.simulation.disk.Remains;
import dev.frameline.simulation.disk.SimulatedDisk;
import dev.frameline.simulation.network.RemotePrimary;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SimulatedTime;
import dev.frameline.simulation.world.SimulationException;
import org.jspecify.annotations.Nullable;

/** A machine with one node: it starts, dies, starts again from what is left, and can be given another disk. */
public final class Machine {

	private static final String DATABASE = "app.db";

	private final Cluster cluster;

	private final Scheduler scheduler;

	private final String name;

	private final Role role;

	private final Dice dice;

	private final SimulatedTime time;

	private final DiskTrouble trouble;

	private Remains remains;

	private @Nullable Life life;

	private int directories;

	private int lives;

	private int session;

	private boolean leaving;

	private boolean reserved;

	private @Nullable String refusal;

	private boolean foreign;

	Machine(Cluster cluster, Scheduler scheduler, String name, Role role, Dice dice) throws IOException {
		this.cluster = cluster;
		this.scheduler = scheduler;
		this.name = name;
		this.role = role;
		this.dice = dice;
		this.time = new SimulatedTime(scheduler, dice.between(0, 1_000_000_000_000L));
		this.trouble = new DiskTrouble(dice.forPurpose("disk"));
		this.remains = Remains.empty(DATABASE, nextDirectory());
	}

	public String name() {
		return this.name;
	}

	public boolean isPrimary() {
		return this.role == Role.PRIMARY;
	}

	public SimulatedTime time() {
		return this.time;
	}

	public DiskTrouble trouble() {
		return this.trouble;
	}

	/** The life that goes on; {@code null} while it is down. */
	public @Nullable Life life() {
		return this.life;
	}

	public boolean isReady() {
		return this.life != null && this.life.isReady() && !this.leaving;
	}

	/** Whether it is being stopped in good order. */
	public boolean isLeaving() {
		return this.leaving;
	}

	/** Counts how often readers may have seen it go back: a power cut, another disk. */
	public int session() {
		return this.session;
	}

	/** Why the last start came to nothing; {@code null} if it did not. */
	public @Nullable String refusal() {
		return this.refusal;
	}

	/** Whether that is that its history is not its primary's. */
	public boolean isRefusedForItsHistory() {
		return this.foreign;
	}

	/** What its disk holds. */
	public Remains remains() {
		return this.remains;
	}

	/** Somebody does more with it than to start it, and nobody else shall. */
	public boolean isReserved() {
		return this.reserved;
	}

	public void reserve(boolean reserved) {
		this.reserved = reserved;
	}

	private Path nextDirectory() {
		return this.cluster.root().resolve(this.name).resolve(String.valueOf(++this.directories));
	}

	// -- starting

	/**
	 * Starts. It is down.
	 * @return completes with whether the node is open; otherwise {@link #refusal()} says why, or it died on the way
	 */
	public CompletableFuture<Boolean> start() {
		Process process = new Process(this.name + "." + ++this.lives);
		SimulatedDisk disk = new SimulatedDisk(this.scheduler, process, this.remains.directory(), this.remains,
				this.trouble, () -> die(this.dice.oneIn(2)));
		Life begun = new Life(this.scheduler, process, disk, this.time, this.dice.forPurpose("life " + this.lives));
		this.life = begun;
		this.refusal = null;
		this.foreign = false;
		CompletableFuture<Boolean> started = new CompletableFuture<>();
		process.onDeath(() -> started.complete(false));
		tell("starts");
		this.scheduler.start(process.name() + "-main", process, () -> open(begun, started));
		return started;
	}

	private void open(Life begun, CompletableFuture<Boolean> started) {
		try {
			begun.open(settings(), this.cluster.routing(), upstream(begun.process()));
			tell("is open at " + begun.node().position());
			started.complete(true);
			this.cluster.isOpen(this, begun);
		}
		catch (FramelineException | SQLException ex) {
			if (!begun.process().isDead()) {
				this.refusal = String.valueOf(ex.getMessage());
				this.foreign = ex instanceof DivergedException;
				tell("refuses to start");
				this.scheduler.trace().show(this.scheduler.now(), this.name, this.refusal);
				begun.process().die();
				this.life = null;
				bury(begun, null);
			}
		}
	}

	private NodeSettings settings() {
		return this.cluster.settings(this, this.remains.database(), this.role);
	}

	private @Nullable Upstream upstream(Process process) {
		return isPrimary() ? null
				: new RemotePrimary(this.cluster.network(), process, this.name, () -> this.cluster.primaryOf(this).name(),
						this.cluster.leases());
	}

	// -- ending

	/** Its process is killed. What it wrote is there. */
	public void kill() {
		die(false);
	}

	/** Its process does nothing for a while, and does not notice. */
	public void standStill(long millis) {
		Life still = this.life;
		if (still != null) {
			tell("stands still for " + millis + " ms");
			still.process().standStillUntil(this.scheduler.now() + millis * 1_000_000);
		}
	}

	/** Its power is cut. What was not forced may be gone. */
	public void cutPower() {
		die(true);
	}

	private void die(boolean power) {
		Life dead = this.life;
		if (dead == null) {
			return;
		}
		tell(power ? "loses its power" : "is killed");
		if (power && this.remains.isLiedAbout()) {
			this.cluster.isLosing(this);
		}
		Path before = this.remains.directory();
		try {
			this.remains = power ? this.remains.afterPowerCut(nextDirectory(), this.dice)
					: this.remains.afterKill(nextDirectory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.session += power ? 1 : 0;
		this.life = null;
		this.leaving = false;
		dead.process().die();
		bury(dead, before);
	}

	/** As soon as nobody stands in the dead process any more. */
	private void bury(Life dead, @Nullable Path directory) {
		this.scheduler.soon(null, () -> {
			if (!dead.process().isDeserted()) {
				bury(dead, directory);
				return;
			}
			try {
				dead.bury();
				if (directory != null) {
					this.cluster.delete(directory);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/**
	 * Stops in good order: its clients leave, then the node is closed.
	 * @return completes when it is down
	 */
	public CompletableFuture<Void> stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		Life ending = this.life;
		if (ending == null) {
			stopped.complete(null);
			return stopped;
		}
		tell("is stopped");
		this.leaving = true;
		ending.process().onDeath(() -> stopped.complete(null));
		ending.quiesce();
		closeWhenDeserted(ending);
		return stopped;
	}

	private void closeWhenDeserted(Life ending) {
		this.scheduler.after(10_000_000, ending.process(), () -> {
			if (!ending.process().isDeserted()) {
				closeWhenDeserted(ending);
				return;
			}
			this.scheduler.start(ending.process().name() + "-close", ending.process(), () -> close(ending));
		});
	}

	private void close(Life ending) throws SQLException {
		try {
			ending.close();
			tell("is closed");
		}
		catch (FramelineException ex) {
			tell("is closed in bad order");
		}
		if (ending.process().isDead()) {
			return;
		}
		this.life = null;
		this.leaving = false;
		ending.process().die();
		bury(ending, null);
	}

	// -- another disk

	/** What its disk holds, for later. It is down. */
	public Remains copy() {
		try {
			return this.remains.afterKill(nextDirectory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Gives it what another machine's disk, or its own, once held. It is down. */
	public void restore(Remains older) {
		requireDown();
		try {
			this.remains = older.afterKill(nextDirectory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.session++;
	}

	/** Leaves it nothing but its log. It is down. */
	public void keepLogOnly() {
		requireDown();
		try {
			this.remains.removeAllButLog();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.session++;
	}

	/** Gives it an empty disk. It is down. */
	public void wipe() {
		requireDown();
		try {
			this.remains = Remains.empty(DATABASE, nextDirectory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.session++;
	}

	private void requireDown() {
		if (this.life != null) {
			throw new SimulationException(this.name + " is up");
		}
	}

	private void tell(String what) {
		this.scheduler.trace().tell(this.scheduler.now(), this.name, what);
	}

}
