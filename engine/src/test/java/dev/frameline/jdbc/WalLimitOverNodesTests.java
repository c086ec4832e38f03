package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.node.DirectUpstream;
import dev.frameline.node.Node;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.Role;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A reader that never goes by itself, during many commits: the WAL is emptied all the same, on every role and however
 * the commits come. {@code -Dframeline.size=full} makes it 100,000 commits; otherwise everything is a 64th of that.
 */
@ParameterizedClass
@EnumSource
class WalLimitOverNodesTests {

	private static final boolean FULL = "full".equals(System.getProperty("frameline.size"));

	private static final int COMMITS = 100_000 / (FULL ? 1 : 64);

	private static final long MAX_SIZE = (64L << 20) / (FULL ? 1 : 64);

	private static final Duration MAX_AGE = Duration.ofMillis(FULL ? 1000 : 20);

	/** Commits that a replica pulls at a time; together with an index they are far less than this many frames. */
	private static final int BATCH = 10;

	private static final long TRANSACTION = 20 * BATCH * 4120;

	@Parameter
	Way way;

	@TempDir
	Path directory;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private Node primary;

	private @Nullable Node replica;

	private volatile boolean written;

	@BeforeEach
	void open() throws SQLException {
		World world = World.system(this.executor);
		this.primary = Node.open(settings((this.way == Way.STANDALONE) ? Role.STANDALONE : Role.PRIMARY), world, null);
		write(dataSource(this.primary), "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)");
		if (this.way != Way.STANDALONE && this.way != Way.PRIMARY) {
			this.replica = Node.open(settings(Role.REPLICA), world, new DirectUpstream(() -> this.primary.served()));
		}
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		try (Node last = this.primary; Node first = this.replica) {
			assertThat(last.status().lastError()).isNull();
		}
		this.executor.shutdownNow();
	}

	@Test
	void aReaderThatNeverGoesDoesNotKeepTheWalFromBeingEmptied() throws Exception {
		boolean onReplica = this.way == Way.REPLICA || this.way == Way.PULLED;
		Node here = onReplica ? this.replica : this.primary;
		boolean byReplica = this.way == Way.REPLICA || this.way == Way.LANDED;
		ReplicatedDataSource writer = dataSource(byReplica ? this.replica : this.primary);
		Future<Integer> reading = this.threads.submit(() -> readUntilAllIsWritten(here));
		long largest = 0;
		int emptied = 0;
		long before = 0;
		for (int i = 1; i <= COMMITS; i++) {
			write(writer, "INSERT INTO note (text) VALUES (hex(randomblob(500)))");
			if (this.way == Way.PULLED && (i % BATCH == 0 || i == COMMITS)) {
				here.sync(Duration.ZERO).toCompletableFuture().join();
			}
			long size = here.walSize();
			emptied += (size < before) ? 1 : 0;
			before = size;
			largest = Math.max(largest, size);
		}
		this.written = true;
		int endings = reading.get();
		assertThat(largest).as("largest WAL").isGreaterThanOrEqualTo(MAX_SIZE).isLessThan(MAX_SIZE + TRANSACTION);
		assertThat(endings).as("snapshots that were ended").isPositive();
		assertThat(emptied).as("how often the WAL was emptied").isGreaterThanOrEqualTo(endings);
		try (Connection connection = dataSource(here).getConnection()) {
			assertThat(RoutingTestSupport.query(connection, "SELECT count(*) FROM note")).isEqualTo(COMMITS);
		}
	}

	/** Holds one snapshot after the other, each until it is ended. */
	private int readUntilAllIsWritten(Node node) throws SQLException {
		ReplicatedDataSource dataSource = dataSource(node);
		int endings = 0;
		while (!this.written) {
			try (Connection connection = dataSource.getConnection()) {
				connection.setReadOnly(true);
				connection.setAutoCommit(false);
				long seen = RoutingTestSupport.query(connection, "SELECT count(*) FROM note");
				await().forever().pollInterval(Duration.ofMillis(2)).until(() -> this.written || node.oldestSnapshot() == null);
				assertThat(RoutingTestSupport.query(connection, "SELECT count(*) FROM note")).isEqualTo(seen);
				connection.commit();
			}
			catch (SQLTimeoutException ex) {
				assertThat(ex.getSQLState()).isEqualTo("72000");
				endings++;
			}
		}
		return endings;
	}

	private NodeSettings settings(Role role) {
		String name = role.name().toLowerCase();
		NodeSettings defaults = NodeSettings.of(name, this.directory.resolve(name + "/app.db"), role);
		return new NodeSettings(name, defaults.path(), role, defaults.log(), defaults.sync(),
				new NodeSettings.Read(Duration.ofSeconds(5), MAX_AGE), new NodeSettings.Write(Duration.ofSeconds(60),
						Duration.ofSeconds(60), Duration.ofSeconds(60), MAX_SIZE, Duration.ofSeconds(5)),
				defaults.health());
	}

	private static ReplicatedDataSource dataSource(Node node) throws SQLException {
		RoutingSettings settings = RoutingSettings.defaults();
		return new ReplicatedDataSource(node, new SmallPool(new WriterDataSource(node, settings), 1,
				Duration.ofSeconds(5)), new SmallPool(new ReaderDataSource(node), 4, Duration.ofSeconds(5)), settings);
	}

	private static void write(ReplicatedDataSource dataSource, String sql) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			RoutingTestSupport.run(connection, sql);
		}
	}

	/** On which role, and how the commits come into its file. */
	enum Way {

		/** Its own. */
		STANDALONE,

		/** Its own. */
		PRIMARY,

		/** Its own. */
		REPLICA,

		/** A replica's, on the primary. */
		LANDED,

		/** The primary's, on a replica. */
		PULLED

	}

}
