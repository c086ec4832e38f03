package dev.frameline.autoconfigure.kill;

import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** How often is killed, by which choices, and the nodes that are not. */
final class KillRounds {

	static final long SEED = Long.getLong("frameline.kill-seed", System.nanoTime());

	private KillRounds() {
	}

	static int rounds(int inEveryBuild) {
		return Integer.getInteger("frameline.kill-rounds", inEveryBuild);
	}

	static ConfigurableApplicationContext node(List<String> settings) {
		return SpringApplication.run(NodeApplication.class, settings.toArray(String[]::new));
	}

}
