package dev.frameline.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.DatabaseInUseException;
import dev.frameline.database.Guard;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.world.World;
import dev.frameline.write.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NodeTests {

	static ScheduledExecutorService executor;

	static World world;

	@TempDir
	Path directory;

	@BeforeAll
	static void start() {
		executor = Executors.newScheduledThreadPool(4);
		world = World.system(executor);
	}

	@AfterAll
	static void stop() {
		executor.shutdownNow();
	}

	@Test
	void aReplicaReadsWhatThePrimaryWrites() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE note (text TEXT)");
			try (Node replica = replica(primary)) {
				assertThat(read(replica, "SELECT count(*) FROM note")).isEqualTo("0");
				write(primary, "INSERT INTO note VALUES ('one')");
				replica.sync(Duration.ofSeconds(5)).toCompletableFuture().join();
				assertThat(read(replica, "SELECT text FROM note")).isEqualTo("one");
				assertThat(replica.position()).isEqualTo(primary.position());
				assertThat(replica.status().lag().frames()).isZero();
			}
		}
	}

	@Test
	void aReplicaWritesThroughThePrimary() throws Exception {
		try (Node primary = primary(); Node replica = replica(primary)) {
			write(replica, "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('from the replica')");
			assertThat(read(replica, "SELECT text FROM note")).isEqualTo("from the replica");
			assertThat(read(primary, "SELECT text FROM note")).isEqualTo("from the replica");
			assertThat(replica.position()).isEqualTo(primary.position());
		}
	}

	@Test
	void theSecondOfTwoWritersBeginsWhereTheFirstHasEnded() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)");
			try (Node one = replica(primary); Node two = replica(primary, "two")) {
				for (Node node : new Node[] { one, two, primary, two, one }) {
					write(node, "UPDATE counter SET n = n + 1");
				}
				assertThat(read(one, "SELECT n FROM counter")).isEqualTo("5");
				assertThat(read(primary, "SELECT n FROM counter")).isEqualTo("5");
			}
		}
	}

	@Test
	void withoutLeasesTheSecondOfTwoWritersFromOnePositionIsRolledBackAndSeenByNobody() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)");
			try (Node one = optimist(primary, "one"); Node two = optimist(primary, "two")) {
				write(one, "UPDATE counter SET n = n + 1");
				assertThatThrownBy(() -> write(two, "UPDATE counter SET n = n + 1"))
					.isInstanceOf(SQLTransactionRollbackException.class)
					.extracting((ex) -> ((SQLException) ex).getSQLState())
					.isEqualTo("40001");
				assertThat(read(two, "SELECT n FROM counter")).isEqualTo("0");
				assertThat(two.writes().catchUp(Duration.ofSeconds(5).toNanos())).isTrue();
				write(two, "UPDATE counter SET n = n + 1");
				assertThat(read(two, "SELECT n FROM counter")).isEqualTo("2");
				assertThat(read(primary, "SELECT n FROM counter")).isEqualTo("2");
			}
		}
	}

	@Test
	void bothReopenWhereTheyWere() throws Exception {
		Position position;
		try (Node primary = primary(); Node replica = replica(primary)) {
			write(replica, "CREATE TABLE note (text TEXT)");
			write(primary, "INSERT INTO note VALUES ('one')");
			replica.sync(Duration.ZERO).toCompletableFuture().join();
			position = primary.position();
		}
		try (Node primary = primary(); Node replica = replica(primary)) {
			assertThat(primary.position()).isEqualTo(position);
			assertThat(replica.position()).isEqualTo(position);
			assertThat(read(replica, "SELECT count(*) FROM note")).isEqualTo("1");
			write(replica, "INSERT INTO note VALUES ('two')");
			assertThat(read(primary, "SELECT count(*) FROM note")).isEqualTo("2");
		}
	}

	@Test
	void aPrimaryPutsItsFileTogetherAgainFromItsLog() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('kept')");
		}
		Files.delete(this.directory.resolve("primary/app.db"));
		try (Node primary = primary()) {
			assertThat(read(primary, "SELECT text FROM note")).isEqualTo("kept");
		}
	}

	@Test
	void aPrimaryWhoseLogHasStoppedIsDown() throws Exception {
		FaultyDisk disk = new FaultyDisk();
		World faulty = new World(world.time(), disk, world.tasks(), world.waiting(), world.chance());
		NodeSettings.Write impatient = new NodeSettings.Write(Duration.ofMillis(100), Duration.ofSeconds(10),
				Duration.ofSeconds(30), NodeSettings.Write.defaults().maxWalSize(), Duration.ofSeconds(5));
		NodeSettings settings = new NodeSettings("default", this.directory.resolve("primary/app.db"), Role.PRIMARY,
				NodeSettings.Log.defaults(), NodeSettings.Sync.defaults(), NodeSettings.Read.defaults(), impatient,
				NodeSettings.Health.defaults());
		try (Node primary = Node.open(settings, faulty, null)) {
			write(primary, "CREATE TABLE note (text TEXT)");
			disk.fail("force commits", "force frames.wal");
			assertThatThrownBy(() -> write(primary, "INSERT INTO note VALUES ('one')")).isInstanceOf(SQLException.class);
			assertThat(primary.status().status()).isEqualTo(NodeStatus.Status.DOWN);
			assertThat(primary.status().lastError()).contains("the log takes nothing any more");
			disk.heal();
		}
		try (Node primary = primary()) {
			assertThat(primary.status().status()).isEqualTo(NodeStatus.Status.UP);
		}
	}

	@Test
	void aLogThatLacksWhatItsFileHoldsIsRefusedAndNotCut() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE note (text TEXT)");
			write(primary, "INSERT INTO note VALUES ('acknowledged')");
		}
		Path frames = this.directory.resolve("primary/app.db-log/1/frames.wal");
		Path commits = frames.resolveSibling("commits");
		byte[] cut = Arrays.copyOf(Files.readAllBytes(frames), (int) Files.size(frames) - 1);
		byte[] records = Files.readAllBytes(commits);
		Files.write(frames, cut);
		assertThatThrownBy(this::primary).isInstanceOf(FramelineException.class)
			.hasMessageContaining("do not belong together")
			.hasMessageContaining("ahead of the log");
		assertThat(Files.readAllBytes(frames)).isEqualTo(cut);
		assertThat(Files.readAllBytes(commits)).isEqualTo(records);
	}

	@Test
	void aLogWhoseDescriptionIsNotTheOneThatItsFileKnowsIsRefused() throws Exception {
		primary().close();
		Path description = this.directory.resolve("primary/app.db-log/1/generation.json");
		String json = Files.readString(description);
		Files.writeString(description, json.replace("\"firstSequence\": 0", "\"firstSequence\": 4"));
		assertThatThrownBy(this::primary).isInstanceOf(FramelineException.class)
			.hasMessageContaining("generation 1 began otherwise");
	}

	@Test
	void aReplicaWhoseStateRecordIsGoneOrDamagedIsNotFetchedOver() throws Exception {
		try (Node primary = primary()) {
			replica(primary).close();
			Path file = this.directory.resolve("one/app.db");
			Path state = this.directory.resolve("one/app.db-state");
			byte[] content = Files.readAllBytes(file);
			Files.write(state, new byte[100]);
			assertThatThrownBy(() -> replica(primary)).isInstanceOf(FramelineException.class)
				.hasMessageContaining(state + " holds no whole state record")
				.hasMessageContaining("Move the file");
			Files.delete(state);
			assertThatThrownBy(() -> replica(primary)).isInstanceOf(FramelineException.class)
				.hasMessageContaining("has lost its state record " + state);
			assertThat(Files.readAllBytes(file)).isEqualTo(content);
		}
	}

	@Test
	void aPrimaryPutsItsFileTogetherFromNoBaseThatHasChanged() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('kept')");
		}
		Path file = this.directory.resolve("primary/app.db");
		Path base = this.directory.resolve("primary/app.db-log/1/base.db");
		byte[] whole = Files.readAllBytes(base);
		byte[] changed = whole.clone();
		changed[2000] ^= 1;
		Files.write(base, changed);
		Files.delete(this.directory.resolve("primary/app.db-state"));
		byte[] content = Files.readAllBytes(file);
		assertThatThrownBy(this::primary).isInstanceOf(FramelineException.class)
			.hasMessageContaining("has changed on the disk")
			.hasMessageContaining("Restore that base.db");
		assertThat(Files.readAllBytes(file)).isEqualTo(content);
		assertThat(this.directory.resolve("primary/app.db-rebuild")).doesNotExist();
		Files.write(base, whole);
		try (Node primary = primary()) {
			assertThat(read(primary, "SELECT text FROM note")).isEqualTo("kept");
		}
	}

	@Test
	void theLogOpensAsPlainSqlite() throws Exception {
		try (Node primary = primary()) {
			write(primary, "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('kept')");
			Path log = this.directory.resolve("primary/app.db-log/1");
			Files.copy(log.resolve("base.db"), this.directory.resolve("x.db"));
			Files.copy(log.resolve("frames.wal"), this.directory.resolve("x.db-wal"));
		}
		try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + this.directory.resolve("x.db"))) {
			assertThat(query(plain, "SELECT text FROM note")).isEqualTo("kept");
		}
	}

	@Test
	void aKnownDatabaseWithoutItsLogIsNeverAdoptedAnew() throws Exception {
		primary().close();
		try (var paths = Files.walk(this.directory.resolve("primary/app.db-log"))) {
			paths.sorted(java.util.Comparator.reverseOrder()).forEach((path) -> path.toFile().delete());
		}
		assertThatThrownBy(this::primary).isInstanceOf(FramelineException.class)
			.hasMessageContaining("its log")
			.hasMessageContaining("is missing");
	}

	@Test
	void aFileHasOneOwner() throws Exception {
		try (Node primary = primary()) {
			assertThatThrownBy(this::primary).isInstanceOf(DatabaseInUseException.class)
				.hasMessageContaining("another context of this process");
		}
		primary().close();
	}

	@Test
	void aStandaloneFileCanBeServedLaterAndNotTakenBack() throws Exception {
		Path path = this.directory.resolve("primary/app.db");
		try (Node node = Node.open(NodeSettings.of("default", path, Role.STANDALONE), world, null)) {
			write(node, "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('before')");
			assertThat(read(node, "SELECT text FROM note")).isEqualTo("before");
			assertThat(node.position()).isNull();
		}
		try (Node primary = primary(); Node replica = replica(primary)) {
			assertThat(read(replica, "SELECT text FROM note")).isEqualTo("before");
		}
		assertThatThrownBy(() -> Node.open(NodeSettings.of("default", path, Role.STANDALONE), world, null))
			.isInstanceOf(FramelineException.class)
			.hasMessageContaining("would write past its log");
		assertThatThrownBy(() -> Node.open(NodeSettings.of("default", this.directory.resolve("one/app.db"),
				Role.PRIMARY), world, null))
			.isInstanceOf(FramelineException.class)
			.hasMessageContaining("If it was a replica's");
	}

	@Test
	void vacuumTravels() throws Exception {
		try (Node primary = primary(); Node replica = replica(primary)) {
			write(replica, "CREATE TABLE note (text TEXT)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
					+ " FROM n WHERE i < 500) INSERT INTO note SELECT hex(randomblob(500)) FROM n");
			write(replica, "DELETE FROM note WHERE rowid > 10");
			replica.writes().runAlone("test", "VACUUM");
			assertThat(read(primary, "PRAGMA page_count")).isEqualTo(read(replica, "PRAGMA page_count"));
			assertThat(Integer.parseInt(read(primary, "PRAGMA page_count"))).isLessThan(20);
			assertThat(read(primary, "PRAGMA integrity_check")).isEqualTo("ok");
			write(primary, "INSERT INTO note VALUES ('after')");
			replica.sync(Duration.ZERO).toCompletableFuture().join();
			assertThat(read(replica, "PRAGMA integrity_check")).isEqualTo("ok");
			assertThat(read(replica, "SELECT count(*) FROM note")).isEqualTo("11");
		}
	}

	private Node primary() {
		return Node.open(NodeSettings.of("default", this.directory.resolve("primary/app.db"), Role.PRIMARY), world,
				null);
	}

	private Node replica(Node primary) {
		return replica(primary, "one");
	}

	private Node replica(Node primary, String name) {
		return Node.open(NodeSettings.of(name, this.directory.resolve(name + "/app.db"), Role.REPLICA), world,
				new DirectUpstream(primary::served));
	}

	private Node optimist(Node primary, String name) {
		return Node.open(NodeSettings.of(name, this.directory.resolve(name + "/app.db"), Role.REPLICA), world,
				new DirectUpstream(primary::served, false));
	}

	static void write(Node node, String... sql) throws SQLException {
		Transaction transaction = node.writes().begin("test");
		try (Statement statement = node.writes().connection().createStatement()) {
			for (String one : sql) {
				statement.execute(one);
			}
			transaction.commit();
		}
		finally {
			transaction.rollback();
		}
	}

	static String read(Node node, String sql) throws SQLException {
		try (Connection reader = node.openReader()) {
			return node.guard().begin(reader, new Guard.Step<String>() {

				@Override
				public String run() throws SQLException {
					return query(reader, sql);
				}

				@Override
				public void undo(String result) {
					// Nothing is held
				}

			});
		}
	}

	static String query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			return row.next() ? row.getString(1) : "";
		}
	}

}
