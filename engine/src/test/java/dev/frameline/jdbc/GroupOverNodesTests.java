package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Connections of a replica whose commits share an append, and what happens to the primary and to them meanwhile. */
@Timeout(60)
class GroupOverNodesTests {

	@TempDir
	Path directory;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private final ExecutorService writers = Executors.newCachedThreadPool();

	private final World world = World.system(this.executor);

	/** Appends on their way, while there is a road block. */
	private final BlockingQueue<OnItsWay> onTheirWay = new LinkedBlockingQueue<>();

	private volatile boolean blocked;

	private volatile Node primary;

	private Node replica;

	private ReplicatedDataSource dataSource;

	/** An append that has left the replica. */
	private record OnItsWay(Upstream upstream, Append append, CompletableFuture<Appended> answer) {

		/** It arrives; its answer is returned here and goes no further. */
		Appended arrive() throws Exception {
			return this.upstream.append(this.append).toCompletableFuture().get();
		}

		void lose() {
			this.answer.complete(new Appended.Unknown("the connection was lost"));
		}

	}

	@BeforeEach
	void open() throws SQLException {
		startPrimary();
		Upstream upstream = new DirectUpstream(() -> this.primary.served());
		this.replica = Node.open(NodeSettings.of("replica", this.directory.resolve("replica/app.db"), Role.REPLICA),
				this.world, new Detour(upstream, this::append));
		RoutingSettings settings = RoutingSettings.defaults();
		this.dataSource = new ReplicatedDataSource(this.replica,
				new SmallPool(new WriterDataSource(this.replica, settings), 1, Duration.ofSeconds(5)),
				new SmallPool(new ReaderDataSource(this.replica), 4, Duration.ofSeconds(5)), settings);
		run("CREATE TABLE note (text TEXT)");
	}

	private void startPrimary() {
		this.primary = Node.open(NodeSettings.of("primary", this.directory.resolve("primary/app.db"), Role.PRIMARY),
				this.world, null);
	}

	private CompletionStage<Appended> append(Upstream upstream, Append append) {
		if (!this.blocked) {
			return upstream.append(append);
		}
		OnItsWay held = new OnItsWay(upstream, append, new CompletableFuture<>());
		this.onTheirWay.add(held);
		return held.answer;
	}

	@AfterEach
	void close() {
		this.writers.shutdownNow();
		this.replica.close();
		assertThat(this.primary.status().lastError()).isNull();
		this.primary.close();
		this.executor.shutdownNow();
	}

	@Test
	void aGroupThatThePrimaryTookBeforeItRestartedIsThere() throws Exception {
		Group group = group();
		assertThat(group.append.arrive()).isInstanceOf(Appended.Accepted.class);
		restartPrimary();
		this.blocked = false;
		group.append.lose();
		group.two.get();
		group.three.get();
		assertThat(count(this.dataSource)).isEqualTo(3);
		assertEqualCounts();
	}

	/** Its fence is one of the life before. */
	@Test
	void aGroupThatThePrimaryDidNotTakeBeforeItRestartedIsTakenBack() throws Exception {
		Group group = group();
		restartPrimary();
		this.blocked = false;
		group.append.lose();
		assertFailed(group.two, "40001");
		assertFailed(group.three, "40001");
		assertThat(count(this.dataSource)).isEqualTo(1);
		run("INSERT INTO note VALUES ('again')");
		assertThat(count(this.dataSource)).isEqualTo(2);
		assertEqualCounts();
	}

	@Test
	void aPrimaryThatIsDownForAWhileKeepsTheGroupWaiting() throws Exception {
		Group group = group();
		assertThat(group.append.arrive()).isInstanceOf(Appended.Accepted.class);
		this.primary.close();
		group.append.lose();
		OnItsWay again = this.onTheirWay.take();
		again.answer.complete(new Appended.NotSent("nobody listens"));
		assertThat(group.two).isNotDone();
		assertThat(group.three).isNotDone();
		startPrimary();
		this.blocked = false;
		group.two.get();
		group.three.get();
		assertThat(count(this.dataSource)).isEqualTo(3);
		assertEqualCounts();
	}

	@Test
	void aConnectionThatIsClosedAmongThemTakesOnlyItsOwnBack() throws Exception {
		this.blocked = true;
		Future<?> one = insert("one");
		OnItsWay first = this.onTheirWay.take();
		Connection closed = this.dataSource.getConnection();
		closed.setAutoCommit(false);
		RoutingTestSupport.run(closed, "INSERT INTO note VALUES ('never committed')");
		assertThat(RoutingTestSupport.query(closed, "SELECT count(*) FROM note")).isEqualTo(2);
		closed.close();
		Future<?> three = tentative("three");
		this.blocked = false;
		first.answer.complete(first.arrive());
		one.get();
		three.get();
		assertThat(count(this.dataSource)).isEqualTo(2);
		try (Connection connection = this.dataSource.getConnection()) {
			assertThat(RoutingTestSupport.query(connection, "SELECT count(*) FROM note WHERE text LIKE 'never%'")).isZero();
			assertThat(RoutingTestSupport.query(connection,
					"SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"))
				.isOne();
		}
		assertEqualCounts();
	}

	/** One commit that is through, and two on their way in one append. */
	private Group group() throws Exception {
		this.blocked = true;
		Future<?> one = insert("one");
		OnItsWay first = this.onTheirWay.take();
		Future<?> two = tentative("two");
		Future<?> three = tentative("three");
		first.answer.complete(first.arrive());
		one.get();
		OnItsWay append = this.onTheirWay.take();
		assertThat(append.append.frames().count()).isGreaterThanOrEqualTo(2);
		return new Group(two, three, append);
	}

	private record Group(Future<?> two, Future<?> three, OnItsWay append) {

	}

	/** In a transaction, which nobody runs again. */
	private Future<?> insert(String text) {
		return this.writers.submit(() -> {
			try (Connection connection = this.dataSource.getConnection()) {
				connection.setAutoCommit(false);
				RoutingTestSupport.run(connection, "INSERT INTO note VALUES ('" + text + "')");
				connection.commit();
			}
			return null;
		});
	}

	/** Inserts, and returns when the commit stands behind those that are in flight. */
	private Future<?> tentative(String text) throws Exception {
		long before = tip();
		Future<?> inserting = insert(text);
		await().until(() -> tip() > before);
		return inserting;
	}

	/** How many notes the next transaction finds. */
	private long tip() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			RoutingTestSupport.run(connection, "DELETE FROM note WHERE text = 'nobody'");
			long count = RoutingTestSupport.query(connection, "SELECT count(*) FROM note");
			connection.rollback();
			return count;
		}
	}

	private void restartPrimary() {
		this.primary.close();
		startPrimary();
	}

	private void run(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			RoutingTestSupport.run(connection, sql);
		}
	}

	private static long count(ReplicatedDataSource source) throws SQLException {
		try (Connection connection = source.getConnection()) {
			return RoutingTestSupport.query(connection, "SELECT count(*) FROM note");
		}
	}

	private void assertEqualCounts() throws SQLException {
		RoutingSettings settings = RoutingSettings.defaults();
		assertThat(count(new ReplicatedDataSource(this.primary,
				new SmallPool(new WriterDataSource(this.primary, settings), 1, Duration.ofSeconds(5)),
				new SmallPool(new ReaderDataSource(this.primary), 4, Duration.ofSeconds(5)), settings)))
			.isEqualTo(count(this.dataSource));
	}

	private static void assertFailed(Future<?> inserting, String state) {
		assertThatThrownBy(inserting::get).cause()
			.isInstanceOfSatisfying(SQLException.class, (ex) -> assertThat(ex.getSQLState()).isEqualTo(state));
	}

}
