package dev.frameline.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.node.Node;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.NodeSettings.Initial;
import dev.frameline.node.Role;
import dev.frameline.world.Disk;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;

/** Opens nodes over directories. */
final class Nodes {

	private static final Duration AT_ONCE = Duration.ofMillis(1);

	private static final Duration PATIENT = Duration.ofMinutes(1);

	private final World world;

	/** @param seed of the ids that are drawn, other ones than those of nodes that drew before */
	Nodes(ScheduledExecutorService executor, Disk disk, long seed) {
		Random random = new Random(seed);
		this.world = new World(Time.system(), disk, Tasks.on(executor), Waiting.threads(), (bytes) -> {
			synchronized (random) {
				random.nextBytes(bytes);
			}
		});
	}

	static Path database(Path directory) {
		return directory.resolve("app.db");
	}

	Node primary(String name, Path directory) {
		return Node.open(NodeSettings.of(name, database(directory), Role.PRIMARY), this.world, null);
	}

	Node replica(String name, Path directory, Node primary) {
		return replica(name, directory, connected(primary), Initial.SERVE_STALE, PATIENT);
	}

	/** One without a copy, which it fetches in its first step. */
	Node freshReplica(String name, Path directory, Node primary) {
		return replica(name, directory, connected(primary), Initial.IN_BACKGROUND, PATIENT);
	}

	/** One whose primary may be out of reach: it gives up at once if it needs it to start. */
	Node replica(String name, Path directory, SwitchedUpstream upstream) {
		return replica(name, directory, upstream, Initial.SERVE_STALE, AT_ONCE);
	}

	private static SwitchedUpstream connected(Node primary) {
		return new SwitchedUpstream(primary::served).connect();
	}

	private Node replica(String name, Path directory, SwitchedUpstream upstream, Initial initial, Duration timeout) {
		NodeSettings settings = NodeSettings.of(name, database(directory), Role.REPLICA);
		NodeSettings.Sync sync = settings.sync();
		return Node.open(new NodeSettings(name, settings.path(), settings.role(), settings.log(),
				new NodeSettings.Sync(sync.hold(), sync.interval(), sync.batchSize(), initial, timeout,
						sync.onDivergence()),
				settings.read(), settings.write(), settings.health()), this.world, upstream);
	}

}
