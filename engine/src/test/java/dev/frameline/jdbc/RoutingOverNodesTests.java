package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.node.DirectUpstream;
import dev.frameline.node.Node;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.Role;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Routing on a primary and on its replica; whatever is committed on the one is read on the other. */
@ParameterizedClass
@EnumSource(names = { "PRIMARY", "REPLICA" })
class RoutingOverNodesTests {

	private static final String MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) ";

	@Parameter
	Role role;

	@TempDir
	Path directory;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private Node primary;

	private Node replica;

	private ReplicatedDataSource here;

	private ReplicatedDataSource there;

	@BeforeEach
	void open() throws SQLException {
		open(NodeSettings.Write.defaults().maxDuration(), RoutingSettings.Begin.IMMEDIATE);
		run(this.here, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)");
		catchUp();
	}

	private void open(Duration maxDuration, RoutingSettings.Begin begin) throws SQLException {
		open(maxDuration, begin, true);
	}

	private void open(Duration maxDuration, RoutingSettings.Begin begin, boolean leases) throws SQLException {
		World world = World.system(this.executor);
		this.primary = Node.open(settings(Role.PRIMARY, maxDuration), world, null);
		this.replica = Node.open(settings(Role.REPLICA, maxDuration), world,
				new DirectUpstream(() -> this.primary.served(), leases));
		boolean onPrimary = this.role == Role.PRIMARY;
		this.here = dataSource(onPrimary ? this.primary : this.replica, begin);
		this.there = dataSource(onPrimary ? this.replica : this.primary, begin);
	}

	private void reopen(Duration maxDuration, RoutingSettings.Begin begin) throws SQLException {
		closeNodes();
		open(maxDuration, begin);
	}

	private void reopenWithoutLeases() throws SQLException {
		closeNodes();
		open(NodeSettings.Write.defaults().maxDuration(), RoutingSettings.Begin.IMMEDIATE, false);
	}

	private NodeSettings settings(Role role, Duration maxDuration) {
		String name = role.name().toLowerCase();
		NodeSettings defaults = NodeSettings.of(name, this.directory.resolve(name + "/app.db"), role);
		return new NodeSettings(name, defaults.path(), role, defaults.log(), defaults.sync(), defaults.read(),
				new NodeSettings.Write(Duration.ofSeconds(10), Duration.ofSeconds(10), maxDuration,
						defaults.write().maxWalSize(), Duration.ofSeconds(5)),
				defaults.health());
	}

	private static ReplicatedDataSource dataSource(Node node, RoutingSettings.Begin begin) throws SQLException {
		RoutingSettings settings = new RoutingSettings(Duration.ofSeconds(5), Duration.ofSeconds(10), begin);
		return new ReplicatedDataSource(node, new SmallPool(new WriterDataSource(node, settings), 1,
				Duration.ofSeconds(5)), new SmallPool(new ReaderDataSource(node), 4, Duration.ofSeconds(5)), settings);
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		closeNodes();
		this.executor.shutdownNow();
	}

	private void closeNodes() {
		try (Node last = this.primary; Node first = this.replica) {
			assertThat(last.status().lastError()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "INSERT INTO note (text) VALUES ('a')",
			"WITH t(x) AS (SELECT 'a') INSERT INTO note (text) SELECT x FROM t", "REPLACE INTO note VALUES (1, 'a')",
			"INSERT INTO note (text) VALUES ('a') RETURNING id", "CREATE TABLE t (a)", "CREATE INDEX i ON note (text)",
			"ALTER TABLE note ADD COLUMN more TEXT", "INSERT INTO note (text) VALUES ('b'); DELETE FROM note",
			"PRAGMA user_version = 7" })
	void whatIsCommittedHereIsReadThere(String sql) throws SQLException {
		long before = this.primary.position().frame();
		run(this.here, sql);
		assertThat(this.primary.position().frame()).isGreaterThan(before);
		assertSameThere("SELECT group_concat(sql), (SELECT group_concat(text) FROM note) FROM sqlite_schema");
		assertSameThere("PRAGMA user_version");
	}

	@Test
	void updatesDeletesAndAnalyzeTravel() throws SQLException {
		run(this.here, "INSERT INTO note (text) VALUES ('a'), ('b'), ('c')");
		run(this.here, "UPDATE note SET text = text || '!' WHERE text < 'c'");
		run(this.here, "DELETE FROM note WHERE text = 'a!'");
		run(this.here, "CREATE INDEX i ON note (text)");
		run(this.here, "ANALYZE");
		assertThat(text(this.here, "SELECT group_concat(text) FROM note")).isEqualTo("b!,c");
		assertSameThere("SELECT group_concat(text) FROM note");
		assertSameThere("SELECT group_concat(stat) FROM sqlite_stat1");
	}

	@Test
	void vacuumTravels() throws SQLException {
		run(this.here, MANY + "INSERT INTO note (text) SELECT hex(randomblob(500)) FROM n");
		run(this.here, "DELETE FROM note WHERE id > 10");
		long pages = Long.parseLong(text(this.here, "PRAGMA page_count"));
		run(this.here, "VACUUM");
		assertThat(Long.parseLong(text(this.here, "PRAGMA page_count"))).isLessThan(pages);
		assertSameThere("PRAGMA page_count");
		run(this.there, "INSERT INTO note (text) VALUES ('after')");
		catchUp();
		assertSameThere("SELECT count(*) FROM note");
		for (ReplicatedDataSource node : List.of(this.here, this.there)) {
			assertThat(text(node, "PRAGMA integrity_check")).isEqualTo("ok");
		}
	}

	@Test
	void rowsOfReturningAndKeysAreThereOnceItIsAccepted() throws SQLException {
		try (Connection connection = this.here.getConnection(); Statement statement = connection.createStatement()) {
			try (ResultSet rows = statement.executeQuery("INSERT INTO note (text) VALUES ('a'), ('b') RETURNING text")) {
				assertThat(rows.next()).isTrue();
				assertSameThere("SELECT count(*) FROM note");
				assertThat(rows.next()).isTrue();
				assertThat(rows.getString("text")).isEqualTo("b");
			}
			statement.executeUpdate("INSERT INTO note (text) VALUES ('c')", Statement.RETURN_GENERATED_KEYS);
			try (ResultSet keys = statement.getGeneratedKeys()) {
				assertThat(keys.next()).isTrue();
				assertThat(keys.getLong(1)).isEqualTo(3);
			}
		}
	}

	@Test
	void aBatchIsOneCommit() throws SQLException {
		try (Connection connection = this.here.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
			for (String text : new String[] { "a", "b", "c" }) {
				insert.setString(1, text);
				insert.addBatch();
			}
			assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
			insert.setString(1, "d");
			insert.addBatch();
			insert.setString(1, "a");
			insert.addBatch();
			assertThatThrownBy(insert::executeBatch).hasMessageContaining("batch entry 1");
		}
		assertThat(text(this.here, "SELECT count(*) FROM note")).isEqualTo("3");
		assertSameThere("SELECT count(*) FROM note");
	}

	@Test
	void aTransactionIsHiddenUntilItsCommitAndThenEverywhere() throws SQLException {
		try (Connection connection = this.here.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			Savepoint savepoint = connection.setSavepoint();
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			connection.rollback(savepoint);
			run(connection, "INSERT INTO note (text) VALUES ('c')");
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("2");
			assertThat(text(this.here, "SELECT count(*) FROM note")).isEqualTo("0");
			connection.commit();
			assertThat(text(this.here, "SELECT group_concat(text) FROM note")).isEqualTo("a,c");
			assertSameThere("SELECT group_concat(text) FROM note");
			run(connection, "DELETE FROM note");
			connection.rollback();
		}
		assertThat(text(this.here, "SELECT count(*) FROM note")).isEqualTo("2");
	}

	@Test
	void transactionsOfSqlTextGoThroughTheLog() throws SQLException {
		try (Connection connection = this.here.getConnection()) {
			for (String end : new String[] { "COMMIT", "END", "RELEASE outer" }) {
				run(connection, end.startsWith("RELEASE") ? "SAVEPOINT outer" : "BEGIN");
				run(connection, "INSERT INTO note (text) VALUES ('" + end + "')");
				run(connection, end);
				assertSameThere("SELECT group_concat(text) FROM note");
			}
		}
	}

	@Test
	void aReadOnlyTransactionKeepsItsSnapshotWhileFramesArrive() throws SQLException {
		try (Connection connection = this.here.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("0");
			run(this.there, "INSERT INTO note (text) VALUES ('a')");
			catchUp();
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("0");
			assertThatThrownBy(() -> run(connection, "DELETE FROM note")).hasMessageContaining("read-only");
			connection.commit();
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("1");
		}
	}

	@Test
	void aDeferredTransactionMovesOnlyFromTheNewestSnapshot() throws SQLException {
		reopen(Duration.ofSeconds(30), RoutingSettings.Begin.DEFERRED);
		try (Connection connection = this.here.getConnection()) {
			connection.setAutoCommit(false);
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("0");
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			connection.commit();
			assertThat(text(connection, "SELECT count(*) FROM note")).isEqualTo("1");
			catchUp();
			run(this.there, "INSERT INTO note (text) VALUES ('b')");
			catchUp();
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('c')"))
				.isInstanceOf(SQLTransactionRollbackException.class)
				.hasMessageContaining("deferred");
			connection.rollback();
		}
		assertSameThere("SELECT group_concat(text) FROM note");
	}

	/** Only a replica can be behind its log. */
	@Test
	void aTransactionThatTheLogWentOnWithoutIsRolledBackAndAStatementRunAgain() throws SQLException {
		reopenWithoutLeases();
		run(this.here, "INSERT INTO note VALUES (1, 0)");
		catchUp();
		ReplicatedDataSource behind = (this.role == Role.REPLICA) ? this.here : this.there;
		ReplicatedDataSource ahead = (this.role == Role.REPLICA) ? this.there : this.here;
		run(ahead, "UPDATE note SET text = text + 1");
		try (Connection connection = behind.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "UPDATE note SET text = text + 1");
			assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class)
				.satisfies((ex) -> assertThat(((SQLException) ex).getSQLState()).isEqualTo("40001"));
			assertThat(text(behind, "SELECT text FROM note")).isEqualTo("0");
		}
		run(behind, "UPDATE note SET text = text + 1");
		run(ahead, "UPDATE note SET text = text + 1");
		run(behind, "UPDATE note SET text = text + 1 RETURNING text");
		assertThat(text(behind, "SELECT text FROM note")).isEqualTo("4");
		assertThat(text(ahead, "SELECT text FROM note")).isEqualTo("4");
	}

	@Test
	void incrementsOfBothNodesAddUp() throws Exception {
		run(this.here, "INSERT INTO note VALUES (1, 0)");
		catchUp();
		List<Future<?>> writers = List.of(increments(this.here), increments(this.there));
		for (Future<?> writer : writers) {
			writer.get();
		}
		catchUp();
		assertThat(text(this.here, "SELECT text FROM note")).isEqualTo("40");
		assertSameThere("SELECT text FROM note");
	}

	private Future<?> increments(ReplicatedDataSource node) {
		return this.threads.submit(() -> {
			for (int i = 0; i < 20; i++) {
				run(node, "UPDATE note SET text = text + 1");
			}
			return null;
		});
	}

	@Test
	void aThreadDoesNotWaitForItself() throws SQLException {
		try (Connection outer = this.here.getConnection()) {
			outer.setAutoCommit(false);
			run(outer, "INSERT INTO note (text) VALUES ('outer')");
			assertThatThrownBy(() -> run(this.here, "INSERT INTO note (text) VALUES ('inner')"))
				.hasMessageContaining("REQUIRES_NEW");
			assertThatThrownBy(() -> run(this.here, "VACUUM")).hasMessageContaining("REQUIRES_NEW");
			outer.commit();
		}
		assertThat(text(this.here, "SELECT group_concat(text) FROM note")).isEqualTo("outer");
	}

	@Test
	void aTransactionThatLastsTooLongIsRolledBack() throws Exception {
		reopen(Duration.ofMillis(200), RoutingSettings.Begin.IMMEDIATE);
		try (Connection connection = this.here.getConnection()) {
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('late')");
			this.threads.submit(() -> {
				run(this.here, "INSERT INTO note (text) VALUES ('next')");
				return null;
			}).get();
			assertThatThrownBy(() -> run(connection, "DELETE FROM note"))
				.hasMessageContaining("frameline.write.max-duration");
			connection.rollback();
		}
		assertThat(text(this.here, "SELECT group_concat(text) FROM note")).isEqualTo("next");
		assertSameThere("SELECT group_concat(text) FROM note");
	}

	@Test
	void pragmasFollowTheConnection() throws SQLException {
		run(this.here, "CREATE TABLE child (note INTEGER REFERENCES note (id))");
		try (Connection connection = this.here.getConnection()) {
			assertThatThrownBy(() -> run(connection, "INSERT INTO child VALUES (1)")).hasMessageContaining("FOREIGN KEY");
			run(connection, "PRAGMA foreign_keys = OFF");
			run(connection, "INSERT INTO child VALUES (1)");
			assertThatThrownBy(() -> run(connection, "PRAGMA journal_mode = delete")).hasMessageContaining("refused");
		}
		assertThatThrownBy(() -> run(this.here, "INSERT INTO child VALUES (1)")).hasMessageContaining("FOREIGN KEY");
	}

	@Test
	void temporaryObjectsStayHereAndWhatIsMadeOfThemTravels() throws SQLException {
		try (Connection connection = this.here.getConnection()) {
			long before = this.primary.position().frame();
			run(connection, "CREATE TEMP TABLE t (a)");
			run(connection, MANY + "INSERT INTO t SELECT i FROM n");
			assertThat(this.primary.position().frame()).isEqualTo(before);
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) SELECT a FROM t");
			connection.commit();
			run(connection, "INSERT INTO note (text) SELECT 'gone' || a FROM t");
			connection.rollback();
			connection.setAutoCommit(true);
			run(connection, "INSERT INTO note (text) SELECT 'once more'");
			assertThat(text(connection, "SELECT count(*) FROM t")).isEqualTo("500");
			assertThat(text(this.here, "SELECT count(*) FROM note")).isEqualTo("501");
		}
		assertSameThere("SELECT count(*) FROM note");
		assertThatThrownBy(() -> run(this.here, "INSERT INTO t VALUES (1)")).hasMessageContaining("no such table");
		run(this.there, "DELETE FROM note");
		catchUp();
		assertThat(text(this.here, "SELECT count(*) FROM note")).isEqualTo("0");
	}

	@Test
	void aPinThatLastsTooLongIsLost() throws SQLException {
		reopen(Duration.ofMillis(200), RoutingSettings.Begin.IMMEDIATE);
		try (Connection connection = this.here.getConnection()) {
			run(connection, "CREATE TEMP TABLE note (text)");
			await().untilAsserted(() -> assertThatThrownBy(() -> run(connection, "INSERT INTO note VALUES ('temporary')"))
				.isInstanceOf(SQLNonTransientConnectionException.class)
				.hasMessageContaining("frameline.write.max-duration"));
			assertThatThrownBy(() -> text(connection, "SELECT count(*) FROM note"))
				.isInstanceOf(SQLNonTransientConnectionException.class);
		}
		run(this.here, "INSERT INTO note (text) VALUES ('permanent')");
		assertSameThere("SELECT group_concat(text) FROM note");
	}

	@Test
	void whoHasTempObjectsHasTheTurnOfAllNodesUntilTheyAreGone() throws Exception {
		Future<?> other;
		try (Connection connection = this.here.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			other = this.threads.submit(() -> {
				run(this.there, "INSERT INTO note (text) VALUES ('other')");
				return null;
			});
			run(connection, "INSERT INTO note (text) VALUES ('own')");
			run(connection, "INSERT INTO note (text) VALUES ('own too')");
			assertThat(other.isDone()).isFalse();
		}
		other.get();
		assertSameThere("SELECT group_concat(text) FROM note");
		assertThat(text(this.there, "SELECT group_concat(text) FROM note")).isEqualTo("own,own too,other");
	}

	@Test
	void aTransactionBeginsWithAllThatOthersHaveCommitted() throws SQLException {
		run(this.here, "INSERT INTO note VALUES (1, 0)");
		for (ReplicatedDataSource node : List.of(this.there, this.here, this.there, this.here)) {
			try (Connection connection = node.getConnection()) {
				connection.setAutoCommit(false);
				int before = Integer.parseInt(text(connection, "SELECT text FROM note"));
				run(connection, "UPDATE note SET text = " + (before + 1));
				connection.commit();
			}
		}
		assertThat(text(this.here, "SELECT text FROM note")).isEqualTo("4");
	}

	/** The lane is needed to catch up, and TEMP objects cannot be left on the writer for whoever comes next. */
	@Test
	void aConflictEndsThePin() throws SQLException {
		reopenWithoutLeases();
		ReplicatedDataSource behind = (this.role == Role.REPLICA) ? this.here : this.there;
		ReplicatedDataSource ahead = (this.role == Role.REPLICA) ? this.there : this.here;
		try (Connection connection = behind.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			run(ahead, "INSERT INTO note (text) VALUES ('other')");
			assertThatThrownBy(() -> run(connection, "INSERT INTO note (text) VALUES ('own')"))
				.isInstanceOf(SQLTransactionRollbackException.class);
			assertThatThrownBy(() -> run(connection, "INSERT INTO t VALUES (1)"))
				.isInstanceOf(SQLNonTransientConnectionException.class)
				.hasMessageContaining("has lost both: ")
				.hasMessageContaining("the log has gone on");
		}
		run(behind, "INSERT INTO note (text) VALUES ('own')");
		assertThat(text(ahead, "SELECT group_concat(text) FROM note")).isEqualTo("other,own");
		try (Connection connection = behind.getConnection()) {
			run(connection, "CREATE TEMP TABLE t (a)");
			assertThat(text(connection, "SELECT count(*) FROM t")).isEqualTo("0");
		}
	}

	@Test
	void aStatementOverItsTimeoutLeavesNothing() throws SQLException {
		String endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) ";
		try (Connection connection = this.here.getConnection(); Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(1);
			assertThatThrownBy(() -> statement.executeQuery(endless + "SELECT count(*) FROM n"))
				.isInstanceOf(SQLTimeoutException.class);
			connection.setAutoCommit(false);
			run(connection, "INSERT INTO note (text) VALUES ('a')");
			assertThatThrownBy(
					() -> statement.executeUpdate("INSERT INTO note (text) " + endless + "SELECT x FROM n"))
				.isInstanceOf(SQLTimeoutException.class);
			assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class);
			run(connection, "INSERT INTO note (text) VALUES ('b')");
			connection.commit();
		}
		assertThat(text(this.here, "SELECT group_concat(text) FROM note")).isEqualTo("b");
		assertSameThere("SELECT group_concat(text) FROM note");
	}

	private void assertSameThere(String sql) throws SQLException {
		catchUp();
		assertThat(text(this.there, sql)).isEqualTo(text(this.here, sql));
		assertThat(this.replica.position()).isEqualTo(this.primary.position());
	}

	private void catchUp() {
		this.replica.sync(Duration.ZERO).toCompletableFuture().join();
	}

	private static void run(ReplicatedDataSource node, String sql) throws SQLException {
		try (Connection connection = node.getConnection()) {
			run(connection, sql);
		}
	}

	private static void run(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static String text(ReplicatedDataSource node, String sql) throws SQLException {
		try (Connection connection = node.getConnection()) {
			return text(connection, sql);
		}
	}

	private static String text(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			assertThat(rows.next()).isTrue();
			return String.valueOf(rows.getString(1));
		}
	}

}
