package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.frameline.database.Snapshot;
import dev.frameline.database.WalLimits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What its user sees of a snapshot that was ended because it kept the WAL from being emptied. */
class EndedSnapshotTests extends RoutingTestSupport {

	private static final long MAX_SIZE = 256 << 10;

	private static final String NUMBERS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 100000) ";

	private static final String ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
			+ " SELECT count(*) FROM n, note";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeEach
	void fillAndLimit() throws SQLException {
		run("INSERT INTO note (text) VALUES ('a'), ('b'), ('c')");
		restart(Duration.ofMinutes(1), new WalLimits(MAX_SIZE, Duration.ofMillis(1)));
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void rowsThatAreLeftLyingAreEndedAndSaySo() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
			assertThat(rows.next()).isTrue();
			overflow();
			assertEnded(rows::next);
			assertEnded(() -> rows.getString(1));
			assertEnded(rows::getMetaData);
			assertEnded(rows::next);
			rows.close();
			assertThat(query(connection, "SELECT count(*) FROM note")).isGreaterThan(3);
		}
		assertThat(this.readers.idle()).isEqualTo(4);
		assertThat(this.backend.snapshots().oldest()).isNull();
	}

	/** The first call may be for a value of the row that was read last. */
	@Test
	void aValueOfARowThatWasReadBeforeIsGoneWithItsSnapshot() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
			assertThat(rows.next()).isTrue();
			overflow();
			assertEnded(() -> rows.getString("text"));
		}
	}

	@Test
	void aStatementInTheMiddleOfItsWorkIsInterruptedAndSaysSo() throws Exception {
		try (Connection connection = this.dataSource.getConnection(); Statement endless = connection.createStatement()) {
			endless.setQueryTimeout(600);
			Future<?> reading = this.threads.submit(() -> endless.executeQuery(ENDLESS));
			await().until(() -> this.backend.snapshots().oldest() != null);
			overflow();
			assertThatThrownBy(reading::get).cause().satisfies(EndedSnapshotTests::isEnded);
			assertThat(query(connection, "SELECT count(*) FROM note")).isGreaterThan(3);
		}
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void aRowThatIsLongInComingIsInterruptedAndSaysSo() throws Exception {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
						+ " SELECT x FROM n WHERE x IN (1, -1) AND x IN (SELECT id FROM note UNION SELECT -1)")) {
			assertThat(rows.next()).isTrue();
			Future<?> reading = this.threads.submit(rows::next);
			overflow();
			assertThatThrownBy(reading::get).cause().satisfies(EndedSnapshotTests::isEnded);
			assertThat(query(connection, "SELECT count(*) FROM note")).isGreaterThan(3);
		}
	}

	@Test
	void aReadOnlyTransactionIsOverAndSaysSoAtItsNextStatement() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM note")) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			assertThat(value(select)).isEqualTo(3);
			overflow();
			assertEnded(() -> value(select));
			assertEnded(() -> query(connection, "SELECT count(*) FROM note"));
			assertEnded(() -> connection.setSavepoint("s"));
			connection.rollback();
			assertThat(value(select)).isGreaterThan(3);
			connection.commit();
		}
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	/** All that it has read was of one snapshot, and it changes nothing. */
	@Test
	void aReadOnlyTransactionThatReadsNoMoreCommits() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			assertThat(query(connection, "SELECT count(*) FROM note")).isEqualTo(3);
			overflow();
			connection.commit();
			assertThat(query(connection, "SELECT count(*) FROM note")).isGreaterThan(3);
		}
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void whoOnlyClosesIsNotTold() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		Statement statement = connection.createStatement();
		ResultSet rows = statement.executeQuery("SELECT text FROM note");
		assertThat(rows.next()).isTrue();
		overflow();
		rows.close();
		statement.close();
		connection.close();
		assertThat(this.readers.idle()).isEqualTo(4);
	}

	@Test
	void aFurtherStatementOutsideATransactionReadsAnew() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM note");
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT text FROM note")) {
			assertThat(rows.next()).isTrue();
			assertThat(value(select)).isEqualTo(3);
			overflow();
			assertThat(value(select)).isGreaterThan(3);
			assertEnded(rows::next);
			assertThat(value(select)).isGreaterThan(3);
		}
	}

	@Test
	void aConnectionOfTheReaderPoolIsAsGoodAsBefore() throws SQLException {
		try (Connection connection = this.readers.getConnection(); Statement statement = connection.createStatement()) {
			ResultSet rows = statement.executeQuery("SELECT text FROM note");
			assertThat(rows.next()).isTrue();
			overflow();
			assertEnded(rows::next);
			assertThat(query(connection, "SELECT count(*) FROM note")).isGreaterThan(3);
		}
	}

	@Test
	void aDeferredTransactionThatHasOnlyReadIsOver() throws SQLException {
		startDeferred();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			assertThat(query(connection, "SELECT count(*) FROM note")).isEqualTo(3);
			overflow();
			assertEnded(() -> query(connection, "SELECT count(*) FROM note"));
			connection.rollback();
			run(connection, "INSERT INTO note (text) VALUES ('d')");
			connection.commit();
		}
	}

	/** Also while the first row is still being looked for. */
	@Test
	void whoHoldsASnapshotIsKnownByThreadAndConnection() throws Exception {
		try (Connection connection = this.dataSource.getConnection(); Statement endless = connection.createStatement()) {
			Future<?> reading = this.threads.submit(() -> {
				Thread.currentThread().setName("report");
				return endless.executeQuery(ENDLESS);
			});
			await().until(() -> this.backend.snapshots().oldest() != null);
			Snapshot oldest = this.backend.snapshots().oldest();
			assertThat(oldest.holder()).matches("report, connection \\d+");
			assertThat(oldest.thread()).isEqualTo("report");
			await().until(() -> {
				endless.cancel();
				return reading.isDone();
			});
			assertThat(this.backend.snapshots().oldest()).isNull();
		}
	}

	/** Whatever a reader is doing at that moment: it sees whole snapshots, or is told, and its connection is well. */
	@Test
	void inAStormOfEndingsReadersSeeWholeSnapshotsOrAreTold() throws Exception {
		run("CREATE TABLE pair (a INTEGER, b INTEGER, pad BLOB)");
		run("INSERT INTO pair VALUES (0, 0, NULL)");
		AtomicInteger endings = new AtomicInteger();
		AtomicInteger reads = new AtomicInteger();
		AtomicReference<Statement> cancelled = new AtomicReference<>();
		List<Future<?>> work = new ArrayList<>();
		for (int reader = 0; reader < 3; reader++) {
			int kind = reader;
			work.add(this.threads.submit(() -> {
				while (endings.get() < 60 || reads.get() < 60) {
					try (Connection connection = this.dataSource.getConnection()) {
						readPairs(connection, kind, cancelled);
						reads.incrementAndGet();
					}
					catch (SQLException ex) {
						if (!Failures.isInterrupt(ex)) {
							isEnded(ex);
							endings.incrementAndGet();
						}
					}
				}
				return null;
			}));
		}
		while (work.stream().anyMatch((each) -> !each.isDone())) {
			run("UPDATE pair SET a = a + 1, b = b + 1, pad = randomblob(20000)");
			Statement statement = cancelled.get();
			if (statement != null) {
				statement.cancel();
			}
		}
		for (Future<?> each : work) {
			each.get();
		}
		assertThat(this.readers.idle()).isEqualTo(4);
		assertThat(this.backend.snapshots().oldest()).isNull();
	}

	private void readPairs(Connection connection, int kind, AtomicReference<Statement> cancelled) throws SQLException {
		if (kind == 0) {
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			long first = query(connection, "SELECT a FROM pair");
			for (int i = 0; i < 500; i++) {
				assertThat(query(connection, "SELECT b FROM pair")).isEqualTo(first);
			}
			connection.commit();
			connection.setAutoCommit(true);
		}
		String sql = (kind == 1) ? NUMBERS + "SELECT a, b FROM n, pair"
				: NUMBERS + "SELECT sum(a), sum(b) FROM n, pair";
		try (Statement statement = connection.createStatement()) {
			cancelled.set((kind == 2) ? statement : cancelled.get());
			try (ResultSet rows = statement.executeQuery(sql)) {
				while (rows.next()) {
					assertThat(rows.getLong(1)).isEqualTo(rows.getLong(2));
				}
			}
		}
	}

	/** Writes twice what the WAL may hold: who is in the way is ended meanwhile, as the writer waits for it. */
	private void overflow() throws SQLException {
		for (int i = 0; i < 2 * MAX_SIZE / 20_000; i++) {
			run("INSERT INTO note (text) VALUES (hex(randomblob(10000)))");
		}
	}

	private static long value(PreparedStatement select) throws SQLException {
		try (ResultSet rows = select.executeQuery()) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private static void assertEnded(ThrowingCallable call) {
		assertThatThrownBy(call).satisfies(EndedSnapshotTests::isEnded);
	}

	private static void isEnded(Throwable ex) {
		assertThat(ex).isInstanceOf(SQLTimeoutException.class)
			.hasMessageStartingWith("Database 'test': the snapshot that this reads from was ended: it was held for ")
			.hasMessageContaining("frameline.read.max-snapshot-age")
			.hasMessageContaining("frameline.write.max-wal-size")
			.extracting((ended) -> ((SQLException) ended).getSQLState())
			.isEqualTo("72000");
	}

}
