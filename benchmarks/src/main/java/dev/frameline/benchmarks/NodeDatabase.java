package dev.frameline.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.replica.Upstream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application with the starter and nothing else, on a primary, or on a replica of one over loopback. */
final class NodeDatabase implements Database {

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private NodeDatabase() {
	}

	/** @param file plain SQLite's, which is adopted */
	static NodeDatabase primary(Path file) {
		NodeDatabase database = new NodeDatabase();
		database.start(file, "--frameline.serve.enabled=true", "--frameline.serve.auth=none",
				"--frameline.serve.port=0", "--frameline.serve.address=127.0.0.1");
		return database;
	}

	/** A replica that sends one commit at a time. */
	static NodeDatabase oneInFlight(Path file) {
		return replicaWith(file, "--frameline.write.max-in-flight=1");
	}

	/** @param file the primary's, which is adopted; the replica's is beside it */
	static NodeDatabase replica(Path file) {
		return replicaWith(file);
	}

	private static NodeDatabase replicaWith(Path file, String... settings) {
		NodeDatabase database = primary(file);
		try {
			int port = database.nodes.get(0).getBean(FramelineHttpServer.class).port();
			List<String> all = new ArrayList<>(List.of(settings));
			all.add("--frameline.primary.url=http://127.0.0.1:" + port + "/frameline");
			all.add("--frameline.sync.initial=required");
			database.start(file.resolveSibling("replica.db"), all.toArray(String[]::new));
			return database;
		}
		catch (RuntimeException ex) {
			database.close();
			throw ex;
		}
	}

	private void start(Path file, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		arguments.add("--frameline.path=" + file);
		arguments.add("--spring.main.banner-mode=off");
		this.nodes.add(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new)));
	}

	@Override
	public DataSource reads() {
		return newest().getBean(DataSource.class);
	}

	@Override
	public DataSource writes() {
		return reads();
	}

	@Override
	public void request() {
		newest().getBeanProvider(Upstream.class).ifAvailable((upstream) -> upstream.info().toCompletableFuture().join());
	}

	private ConfigurableApplicationContext newest() {
		return this.nodes.get(this.nodes.size() - 1);
	}

	@Override
	public void close() {
		for (int i = this.nodes.size() - 1; i >= 0; i--) {
			this.nodes.get(i).close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
