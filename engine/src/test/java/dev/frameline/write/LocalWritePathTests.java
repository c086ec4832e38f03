package dev.frameline.write;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.frameline.database.Guard;
import dev.frameline.database.Lane;
import dev.frameline.database.PlainDatabase;
import dev.frameline.database.Snapshots;
import dev.frameline.database.WalLimits;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class LocalWritePathTests {

	@TempDir
	Path directory;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final World world = World.system(this.executor);

	private PlainDatabase database;

	private Guard guard;

	private Lane lane;

	private Connection raw;

	@BeforeEach
	void open() throws SQLException {
		this.database = PlainDatabase.open("test", this.directory.resolve("app.db"), this.world, WalLimits.defaults(),
				new Snapshots());
		this.guard = this.database.guard();
		this.lane = this.database.lane();
		this.raw = this.database.writer();
		run("CREATE TABLE note (text TEXT UNIQUE)");
	}

	@AfterEach
	void close() throws SQLException {
		this.database.close();
		this.executor.shutdownNow();
	}

	@Test
	void whatIsVisibleMovesWithACommitAndNotWithARollback() throws SQLException {
		LocalWritePath path = path(Duration.ofSeconds(20));
		Object visible = this.guard.visible();
		Transaction transaction = path.begin("test");
		run("INSERT INTO note VALUES ('a')");
		transaction.rollback();
		transaction.rollback();
		assertThat(this.guard.visible()).isSameAs(visible);
		transaction = path.begin("test");
		run("INSERT INTO note VALUES ('a')");
		transaction.commit();
		assertThat(this.guard.visible()).isNotSameAs(visible);
		assertThat(count()).isOne();
		assertThat(this.lane.current()).isNull();
		assertThat(path.heldByCurrentThread()).isFalse();
	}

	@Test
	void anAutomaticRollbackIsNoticedAndKeepsTheLane() throws SQLException {
		Transaction transaction = path(Duration.ofSeconds(20)).begin("test");
		run("INSERT INTO note VALUES ('a')");
		assertThatThrownBy(() -> run("INSERT OR ROLLBACK INTO note VALUES ('a')")).isInstanceOf(SQLException.class);
		assertThat(transaction.isOpen()).isFalse();
		assertThat(this.lane.current()).isNotNull();
		assertThatThrownBy(transaction::commit).isInstanceOf(SQLTransactionRollbackException.class);
		assertThat(this.lane.current()).isNull();
		assertThat(count()).isZero();
	}

	@Test
	void aTransactionThatLastsTooLongIsClosedAndRolledBack() throws SQLException {
		Transaction transaction = path(Duration.ofMillis(50)).begin("test");
		AtomicBoolean closed = new AtomicBoolean();
		synchronized (transaction) {
			transaction.beforeExpiry(() -> closed.set(true));
			run("INSERT INTO note VALUES ('a')");
		}
		await().until(() -> this.lane.current() == null);
		assertThat(closed).isTrue();
		assertThat(transaction.isOpen()).isFalse();
		assertThat(count()).isZero();
		transaction.rollback();
	}

	@Test
	void pragmasOfOneTransactionAreNotThoseOfTheNext() throws SQLException {
		LocalWritePath path = path(Duration.ofSeconds(20));
		Transaction transaction = path.begin("test", Map.of("foreign_keys", "0", "recursive_triggers", "on"));
		assertThat(query("PRAGMA foreign_keys")).isZero();
		assertThat(query("PRAGMA recursive_triggers")).isOne();
		transaction.rollback();
		transaction = path.begin("test", Map.of("foreign_keys", "0"));
		assertThat(query("PRAGMA foreign_keys") + query("PRAGMA recursive_triggers")).isZero();
		transaction.rollback();
		transaction = path.begin("test");
		assertThat(query("PRAGMA foreign_keys")).isOne();
		transaction.rollback();
	}

	@Test
	void aTransactionThatStaysKeepsTheLaneAndItsTemporaryObjects() throws SQLException {
		Transaction transaction = path(Duration.ofSeconds(20)).begin("test");
		Lane.Turn turn = this.lane.current();
		transaction.dropTempAtEnd();
		run("CREATE TEMP TABLE t (a)");
		run("INSERT INTO note VALUES ('a')");
		transaction.commitAndStay();
		assertThat(transaction.isOpen()).isTrue();
		assertThat(this.lane.current()).isSameAs(turn);
		run("INSERT INTO note SELECT 'b' || count(*) FROM t");
		transaction.rollbackAndStay();
		assertThat(this.lane.current()).isSameAs(turn);
		assertThat(query("SELECT count(*) FROM t")).isZero();
		transaction.rollback();
		assertThat(this.lane.current()).isNull();
		assertThat(query("SELECT count(*) FROM sqlite_temp_schema")).isZero();
		assertThat(count()).isOne();
	}

	@Test
	void stayingIsBoundedToo() throws SQLException {
		Transaction transaction = path(Duration.ofMillis(50)).begin("test");
		transaction.dropTempAtEnd();
		run("CREATE TEMP TABLE t (a)");
		await().until(() -> {
			synchronized (transaction) {
				if (transaction.isOpen()) {
					transaction.commitAndStay();
				}
			}
			return this.lane.current() == null;
		});
		assertThat(transaction.isOpen()).isFalse();
		assertThat(query("SELECT count(*) FROM sqlite_temp_schema")).isZero();
		transaction.rollbackAndStay();
		assertThat(this.lane.current()).isNull();
	}

	private LocalWritePath path(Duration maxDuration) throws SQLException {
		return new LocalWritePath(this.database, this.world, Duration.ofSeconds(5), maxDuration);
	}

	private long count() throws SQLException {
		return query("SELECT count(*) FROM note");
	}

	private long query(String sql) throws SQLException {
		try (Statement statement = this.raw.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			return rows.getLong(1);
		}
	}

	private void run(String sql) throws SQLException {
		try (Statement statement = this.raw.createStatement()) {
			statement.execute(sql);
		}
	}

}
