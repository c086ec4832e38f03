package dev.frameline.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.Node;
import dev.frameline.wal.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A primary and a replica of it, the same application twice, for all tests of a class. Unless something else is said,
 * the primary has the table {@code note} before the replica starts.
 */
public final class Cluster implements BeforeAllCallback, AfterAllCallback {

	private static final String TABLE = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)";

	private static final String TOKEN = "a-long-random-text";

	private static final int WAL_HEADER = 32;

	private final Class<?> application;

	private final Set<Library> libraries;

	private final List<String> settings = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
			"spring.main.banner-mode=off", "frameline.serve.tokens.replicas.secret=" + TOKEN,
			"frameline.serve.tokens.replicas.access=read-write"));

	private final List<String> primarySettings = new ArrayList<>(List.of("frameline.serve.enabled=true"));

	private final List<String> replicaSettings = new ArrayList<>();

	private WebApplicationType type = WebApplicationType.SERVLET;

	private boolean table = true;

	private List<String> before = List.of();

	private final Map<Side, ConfigurableApplicationContext> nodes = new EnumMap<>(Side.class);

	private @Nullable Path directory;

	private Cluster(Class<?> application, Set<Library> libraries) {
		this.application = application;
		this.libraries = libraries;
	}

	/** Of an application with only {@code libraries} switched on. */
	public static Cluster of(Class<?> application, Library... libraries) {
		return new Cluster(application, Set.of(libraries));
	}

	public Cluster with(String... settings) {
		this.settings.addAll(List.of(settings));
		return this;
	}

	public Cluster withOnPrimary(String... settings) {
		this.primarySettings.addAll(List.of(settings));
		return this;
	}

	public Cluster withOnReplica(String... settings) {
		this.replicaSettings.addAll(List.of(settings));
		return this;
	}

	/** Whose nodes are web applications of this kind, or none: servlet applications if this is not said. */
	public Cluster of(WebApplicationType type) {
		this.type = type;
		return this;
	}

	/** Whose schema comes from migrations. */
	public Cluster migrated() {
		return empty();
	}

	/** Whose database is empty when the replica starts. */
	public Cluster empty() {
		this.table = false;
		return this;
	}

	/** Whose primary adopts a database that plain SQLite made with {@code statements}. */
	public Cluster adopting(String... statements) {
		this.before = List.of(statements);
		return empty();
	}

	@Override
	public void beforeAll(ExtensionContext context) throws IOException, SQLException {
		this.directory = Files.createTempDirectory("frameline-cluster");
		makeWhatIsAdopted(this.directory.resolve("primary"));
		start(Side.PRIMARY, this.primarySettings);
		if (this.table) {
			bean(Side.PRIMARY, JdbcClient.class).sql(TABLE).update();
		}
		withOnReplica("frameline.primary.url=" + url(), "frameline.primary.auth-token=" + TOKEN);
		start(Side.REPLICA, this.replicaSettings);
	}

	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		for (Side side : List.of(Side.REPLICA, Side.PRIMARY)) {
			if (this.nodes.containsKey(side)) {
				this.nodes.get(side).close();
			}
		}
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private void makeWhatIsAdopted(Path directory) throws IOException, SQLException {
		Files.createDirectory(directory);
		if (this.before.isEmpty()) {
			return;
		}
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
				Statement statement = connection.createStatement()) {
			for (String each : this.before) {
				statement.execute(each);
			}
		}
	}

	private void start(Side side, List<String> more) {
		List<String> arguments = new ArrayList<>();
		arguments.add(Library.settingForOnly(this.libraries));
		arguments.add("--frameline.path=" + this.directory + "/" + side.name().toLowerCase(Locale.ROOT) + "/app.db");
		this.settings.forEach((setting) -> arguments.add("--" + setting));
		more.forEach((setting) -> arguments.add("--" + setting));
		this.nodes.put(side,
				new SpringApplicationBuilder(this.application).web(this.type).run(arguments.toArray(String[]::new)));
	}

	/** The node on {@code side}. */
	public ConfigurableApplicationContext node(Side side) {
		return this.nodes.get(side);
	}

	public <T> T bean(Side side, Class<T> type) {
		return node(side).getBean(type);
	}

	/** Where the primary's protocol is served. */
	public String url() {
		FramelineHttpServer own = node(Side.PRIMARY).getBeanProvider(FramelineHttpServer.class).getIfAvailable();
		String address = (own != null) ? "http://127.0.0.1:" + own.port() : address(Side.PRIMARY);
		return address + "/frameline";
	}

	/** What lets in where the protocol is served. */
	public String token() {
		return TOKEN;
	}

	/** The header with it. */
	public String authorization() {
		return "Bearer " + TOKEN;
	}

	/** The frames of the primary's log, as its file holds them, without the room behind them. */
	public byte[] frames() throws IOException {
		byte[] file = Files.readAllBytes(this.directory.resolve("primary/app.db-log/1/frames.wal"));
		long frames = bean(Side.PRIMARY, SyncOperations.class).position().frame();
		return Arrays.copyOfRange(file, WAL_HEADER, WAL_HEADER + (int) frames * Frame.SIZE);
	}

	/** Where a node's own web server listens. */
	public String address(Side side) {
		return "http://127.0.0.1:" + node(side).getEnvironment().getRequiredProperty("local.server.port");
	}

	/** What becomes of a node that stands still in the middle of a transaction: others get the lease. */
	public void takeLeaseFrom(Side side) {
		UUID origin = bean(side, SyncOperations.class).status().lease().origin();
		bean(Side.PRIMARY, Node.class).served().release(origin, Fence.NONE);
	}

	/** Has no notes left, and the replica knows. */
	public void clear() {
		bean(Side.PRIMARY, JdbcClient.class).sql("DELETE FROM note").update();
		bean(Side.REPLICA, SyncOperations.class).sync();
	}

	/** What a plain query finds on {@code side}. */
	public List<String> texts(Side side) {
		return bean(side, JdbcClient.class).sql("SELECT text FROM note ORDER BY id").query(String.class).list();
	}

	/** On {@code side} at once, on the other soon. */
	public void assertNotes(Side side, String... texts) {
		assertThat(texts(side)).as("on the " + side).containsExactly(texts);
		await().untilAsserted(() -> {
			for (Side each : Side.values()) {
				assertThat(texts(each)).as("on the " + each).containsExactly(texts);
			}
		});
	}

}
