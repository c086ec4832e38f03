package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.node.DirectUpstream;
import dev.frameline.node.Node;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.Role;
import dev.frameline.replica.Upstream;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A replica's connection whose commit reached the log, while the answer did not come back. */
class LostAnswerTests {

	@TempDir
	Path directory;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private volatile boolean losing;

	private Node primary;

	private Node replica;

	private ReplicatedDataSource dataSource;

	@BeforeEach
	void open() throws SQLException {
		World world = World.system(this.executor);
		this.primary = Node.open(NodeSettings.of("primary", this.directory.resolve("primary/app.db"), Role.PRIMARY),
				world, null);
		NodeSettings defaults = NodeSettings.of("replica", this.directory.resolve("replica/app.db"), Role.REPLICA);
		NodeSettings impatient = new NodeSettings("replica", defaults.path(), Role.REPLICA, defaults.log(), defaults.sync(),
				defaults.read(), new NodeSettings.Write(Duration.ofMillis(200), Duration.ofSeconds(5),
						Duration.ofSeconds(30), defaults.write().maxWalSize(), Duration.ofSeconds(5)),
				defaults.health());
		this.replica = Node.open(impatient, world, new Detour(new DirectUpstream(() -> this.primary.served()),
				this::append));
		RoutingSettings settings = RoutingSettings.defaults();
		this.dataSource = new ReplicatedDataSource(this.replica,
				new SmallPool(new WriterDataSource(this.replica, settings), 1, Duration.ofSeconds(5)),
				new SmallPool(new ReaderDataSource(this.replica), 4, Duration.ofSeconds(5)), settings);
		try (Connection connection = this.dataSource.getConnection()) {
			RoutingTestSupport.run(connection, "CREATE TABLE note (text TEXT)");
		}
	}

	/** Loses answers on their way back. */
	private CompletionStage<Appended> append(Upstream upstream, Append append) {
		CompletionStage<Appended> answer = upstream.append(append);
		return this.losing ? new CompletableFuture<>() : answer;
	}

	@AfterEach
	void close() {
		try (Node last = this.primary; Node first = this.replica) {
			assertThat(last.status().lastError()).isNull();
		}
		this.executor.shutdownNow();
	}

	@Test
	void thePinIsLostWithItAndTheCommitIsSettledBeforeTheNextWrite() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			RoutingTestSupport.run(connection, "CREATE TEMP TABLE t (a)");
			RoutingTestSupport.run(connection, "INSERT INTO t VALUES (1)");
			this.losing = true;
			assertThatThrownBy(() -> RoutingTestSupport.run(connection, "INSERT INTO note SELECT a FROM t"))
				.isInstanceOfSatisfying(SQLException.class, (ex) -> assertThat(ex.getSQLState()).isEqualTo("08007"));
			assertThatThrownBy(() -> RoutingTestSupport.query(connection, "SELECT count(*) FROM t"))
				.isInstanceOf(SQLNonTransientConnectionException.class)
				.hasMessageContaining("has lost both: ");
			this.losing = false;
		}
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(RoutingTestSupport.query(connection, "SELECT count(*) FROM note")).isZero();
			RoutingTestSupport.run(connection, "INSERT INTO note VALUES (2)");
			assertThat(RoutingTestSupport.query(connection, "SELECT sum(text) FROM note")).isEqualTo(3);
			RoutingTestSupport.run(connection, "CREATE TEMP TABLE t (a)");
			assertThat(RoutingTestSupport.query(connection, "SELECT count(*) FROM t")).isZero();
		}
	}

}
