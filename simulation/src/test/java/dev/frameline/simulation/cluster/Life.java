package dev.frameline.simulation.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;

import javax.sql.DataSource;

import dev.frameline.jdbc.ReaderDataSource;
import dev.frameline.jdbc.ReplicatedDataSource;
import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.jdbc.WriterDataSource;
import dev.frameline.log.ServedLog;
import dev.frameline.node.Node;
import dev.frameline.node.NodeSettings;
import dev.frameline.replica.Upstream;
import dev.frameline.simulation.disk.SimulatedDisk;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.simulation.world.SeededChance;
import dev.frameline.simulation.world.SimulatedTasks;
import dev.frameline.simulation.world.SimulatedTime;
import dev.frameline.simulation.world.SimulatedWaiting;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/** One life of a node, from the start of its process to its death or its orderly end. */
public final class Life {

	private static final int READERS = 2;

	private final Scheduler scheduler;

	private final Process process;

	private final SimulatedDisk disk;

	private final World world;

	private final Dice dice;

	private @Nullable Node node;

	private @Nullable Pool writers;

	private @Nullable Pool readers;

	private @Nullable DataSource dataSource;

	private @Nullable Following following;

	Life(Scheduler scheduler, Process process, SimulatedDisk disk, SimulatedTime time, Dice dice) {
		this.scheduler = scheduler;
		this.process = process;
		this.disk = disk;
		this.dice = dice;
		this.world = new World(time, disk, new SimulatedTasks(scheduler, process),
				new SimulatedWaiting(scheduler, process), new SeededChance(dice.forPurpose("chance")));
	}

	public Process process() {
		return this.process;
	}

	/** Where a fiber of this life stands still. */
	public Waiting waiting() {
		return this.world.waiting();
	}

	/** Opens the node. Runs on a fiber of the process. */
	void open(NodeSettings settings, RoutingSettings routing, @Nullable Upstream upstream) throws SQLException {
		Node opened = Node.open(settings, this.world, upstream);
		this.node = opened;
		this.writers = new Pool(new WriterDataSource(opened), 1, this.world.waiting());
		this.readers = new Pool(new ReaderDataSource(opened), READERS, this.world.waiting());
		this.dataSource = new ReplicatedDataSource(opened, this.writers, this.readers, routing);
		if (upstream != null) {
			this.following = new Following(opened, this.process, this.scheduler, this.dice.forPurpose("following"));
			this.following.start();
		}
	}

	/** Whether the node is open and its process lives. */
	public boolean isReady() {
		return this.dataSource != null && !this.process.isDead();
	}

	public Node node() {
		return require(this.node);
	}

	public DataSource dataSource() {
		return require(this.dataSource);
	}

	/** What it serves; {@code null} while it is not open, and on a replica. */
	@Nullable ServedLog served() {
		return isReady() ? node().served() : null;
	}

	/** Begins to end in good order: what is held is answered, and no further step of following begins. */
	void quiesce() {
		ServedLog served = served();
		if (served != null) {
			served.releaseHeld();
		}
		if (this.following != null) {
			this.following.stop();
		}
	}

	/** Ends in good order. Runs on a fiber of the process, which nobody else uses any more. */
	void close() throws SQLException {
		this.dataSource = null;
		try (Node last = this.node; Pool second = this.writers; Pool first = this.readers) {
			// Closed in this order, whatever fails
		}
	}

	/** Lets go of what a dead process has left open, when nobody stands in it any more. */
	void bury() throws IOException {
		try {
			close();
		}
		catch (SQLException | RuntimeException ex) {
			// Nothing works in a dead process; what was open is closed all the same
		}
		this.disk.closeAll();
	}

	private static <T> T require(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("not open");
		}
		return value;
	}

}
