package dev.frameline.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A primary and its replicas in one process, each an application context with a file of its own. They know one another
 * by URL only, as they would in three processes.
 */
final class Showcase implements AutoCloseable {

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private Showcase() {
	}

	/**
	 * @param directory where the files are, each in a directory of its node's own
	 * @param primaryPort where the primary listens; 0 for a free port
	 * @param replicaPorts where its replicas listen
	 */
	static Showcase start(Path directory, int primaryPort, int... replicaPorts) {
		Showcase showcase = new Showcase();
		try {
			showcase.add("primary", primaryPort, directory.resolve("primary"));
			for (int replicaPort : replicaPorts) {
				showcase.add("replica", replicaPort, directory.resolve("replica-" + showcase.nodes.size()),
						"--frameline.primary.url=" + showcase.url(0) + "/frameline");
			}
			showcase.introduce();
			return showcase;
		}
		catch (RuntimeException ex) {
			showcase.close();
			throw ex;
		}
	}

	private void add(String profile, int port, Path directory, String... more) {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.add("--server.port=" + port);
		arguments.add("--frameline.path=" + directory.resolve("notes.db"));
		this.nodes.add(new SpringApplicationBuilder(NotesApplication.class).profiles(profile)
			.run(arguments.toArray(String[]::new)));
	}

	/** Each node's page shows all of them. */
	private void introduce() {
		List<URI> urls = IntStream.range(0, this.nodes.size()).mapToObj((node) -> URI.create(url(node))).toList();
		this.nodes.forEach((node) -> node.getBean(Nodes.class).meet(urls));
	}

	/** Where a node is: 0 is the primary, the others are replicas. */
	String url(int node) {
		return "http://127.0.0.1:" + this.nodes.get(node).getEnvironment().getRequiredProperty("local.server.port");
	}

	/** Ends one node; the others go on. */
	void stop(int node) {
		this.nodes.get(node).close();
	}

	String whatToTry() {
		return """

				A primary is at %1$s, its replicas are at %2$s and %3$s. Each has a page to
				open in a browser: write there, and pause a replica. Or try:

				  curl -X POST %2$s/notes -H 'Content-Type: application/json' -d '{"text": "written on a replica"}'
				  curl %1$s/notes
				  curl %3$s/notes/count
				  curl %3$s/actuator/sync

				Ctrl+C ends all three.
				""".formatted(url(0), url(1), url(2));
	}

	/** Replicas first, so that none of them misses its primary. */
	@Override
	public void close() {
		for (int node = this.nodes.size() - 1; node >= 0; node--) {
			stop(node);
		}
	}

}
