package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** Makes the libSQL clients of a test and ends them with it, their files too. Where there are none its tests skip. */
final class LibsqlClients implements ExecutionCondition, BeforeEachCallback, AfterEachCallback {

	static final NpmPackage WITH_COPY = new NpmPackage("libsql", "0.5.29");

	static final NpmPackage OVER_HTTP = new NpmPackage("@libsql/client", "0.18.0");

	private final NpmPackage npmPackage;

	private final List<ScriptedClient> started = new ArrayList<>();

	private @Nullable Path modules;

	private Path directory;

	/** Clients that have copies of the database. */
	LibsqlClients() {
		this(WITH_COPY);
	}

	private LibsqlClients(NpmPackage npmPackage) {
		this.npmPackage = npmPackage;
	}

	/** Clients that have none. */
	static LibsqlClients overHttp() {
		return new LibsqlClients(OVER_HTTP);
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		NpmPackage.Installation installation = this.npmPackage.install(context);
		this.modules = installation.modules();
		return (this.modules != null) ? ConditionEvaluationResult.enabled(this.npmPackage + " is installed")
				: ConditionEvaluationResult.disabled("without " + this.npmPackage + ": " + installation.failure());
	}

	@Override
	public void beforeEach(ExtensionContext context) throws IOException {
		this.directory = Files.createTempDirectory("frameline-clients");
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.started.forEach(ScriptedClient::kill);
		this.started.clear();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	/** A client that has no copy yet, or the one that an earlier client of that name left. */
	LibsqlClient named(String name) throws IOException {
		LibsqlClient client = LibsqlClient.start(this.modules, this.directory.resolve(name + ".db"));
		this.started.add(client);
		return client;
	}

	/** A client that is connected. */
	RemoteClient connected(String url, String token) throws IOException {
		Path errors = this.directory.resolve("remote-" + this.started.size() + ".err");
		RemoteClient client = RemoteClient.start(this.modules, errors, url, token);
		this.started.add(client);
		return client;
	}

}
