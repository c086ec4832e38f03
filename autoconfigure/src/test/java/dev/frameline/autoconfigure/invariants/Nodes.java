package dev.frameline.autoconfigure.invariants;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/** The nodes of a test, in one directory. Closes what is left, the last one first. */
final class Nodes implements AutoCloseable {

	private static final String TOKEN = "a-long-random-text";

	/** More than a test has readers, so that none waits for a connection. */
	private static final String READERS = "--frameline.read.pool-size=8";

	private final Path directory;

	private final List<AutoCloseable> running = new ArrayList<>();

	Nodes(Path directory) {
		this.directory = directory;
	}

	/** Starts the primary; its file is the same each time. */
	Member primary(String... settings) {
		return start("primary",
				Stream
					.concat(Stream.of("--frameline.serve.enabled=true", "--frameline.serve.tokens.replicas.secret=" + TOKEN,
							"--frameline.serve.tokens.replicas.access=read-write"), Stream.of(settings))
					.toArray(String[]::new));
	}

	/**
	 * Starts a replica.
	 * @param name of its files
	 * @param url of the primary, or of a passage to it
	 */
	Member replica(String name, String url, String... settings) {
		return start(name, Stream
			.concat(Stream.of("--frameline.primary.url=" + url, "--frameline.primary.auth-token=" + TOKEN),
					Stream.of(settings))
			.toArray(String[]::new));
	}

	/** A passage to a primary, through which nothing happens to what passes until the test says so. */
	Passage passage(Member primary) throws IOException {
		Passage passage = new Passage(primary.url());
		this.running.add(passage);
		return passage;
	}

	/** Starts a node with these settings only, a path and a port. */
	Member start(String name, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + file(name));
		arguments.add("--server.port=0");
		arguments.add("--server.address=127.0.0.1");
		arguments.add(READERS);
		Member member = new Member(file(name),
				new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new)));
		this.running.add(member);
		return member;
	}

	Path file(String name) {
		return this.directory.resolve(name).resolve("app.db");
	}

	@Override
	public void close() throws Exception {
		for (int i = this.running.size() - 1; i >= 0; i--) {
			this.running.get(i).close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
