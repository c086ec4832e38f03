package dev.frameline.simulation.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.disk.Retention;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.NodeSettings.Initial;
import dev.frameline.node.NodeSettings.OnDivergence;
import dev.frameline.node.Role;
import dev.frameline.primary.RollSettings;
import dev.frameline.simulation.world.Dice;

/**
 * Settings by lot. Sizes are small, so that a short run comes to where they matter: transactions take several batches,
 * WALs are emptied, generations end and go.
 */
final class Settings {

	private static final long KIB = 1 << 10;

	private final Dice dice;

	Settings(Dice dice) {
		this.dice = dice;
	}

	NodeSettings node(String name, Path database, Role role, OnDivergence onDivergence) {
		NodeSettings.Sync sync = new NodeSettings.Sync(Duration.ofSeconds(30), Duration.ofSeconds(1),
				(int) this.dice.between(1, 40), this.dice.pick(List.of(Initial.values())), Duration.ofSeconds(20),
				onDivergence);
		return new NodeSettings(name, database, role, new NodeSettings.Log(null, rolls()), sync, read(), write(),
				NodeSettings.Health.defaults());
	}

	private RollSettings rolls() {
		if (this.dice.oneIn(2)) {
			return RollSettings.defaults();
		}
		Retention retention = new Retention(this.dice.below(3), Duration.ofMillis(1 + this.dice.below(20_000)));
		return new RollSettings((1 + this.dice.below(20)) / 10.0, this.dice.between(16, 1024) * KIB, retention);
	}

	private NodeSettings.Read read() {
		return new NodeSettings.Read(Duration.ofSeconds(5), Duration.ofMillis(this.dice.between(100, 30_000)));
	}

	private NodeSettings.Write write() {
		long maxWalSize = this.dice.oneIn(2) ? this.dice.between(64, 4096) * KIB
				: NodeSettings.Write.defaults().maxWalSize();
		return new NodeSettings.Write(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30),
				maxWalSize, Duration.ofMillis(this.dice.between(200, 5_000)));
	}

	/** Whether a replica knows leases, or is of an earlier version. */
	boolean leases() {
		return !this.dice.oneIn(6);
	}

	RoutingSettings routing() {
		RoutingSettings.Begin begin = this.dice.oneIn(4) ? RoutingSettings.Begin.DEFERRED
				: RoutingSettings.Begin.IMMEDIATE;
		return new RoutingSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), begin);
	}

}
