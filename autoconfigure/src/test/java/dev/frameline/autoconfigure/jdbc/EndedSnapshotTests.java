package dev.frameline.autoconfigure.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineExceptionTranslationAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A snapshot that was ended, as Spring and HikariCP see it. */
class EndedSnapshotTests {

	@TempDir
	Path directory;

	private HikariDataSource readers;

	@Test
	void aReadOnlyTransactionThatTookTooLongIsAQueryTimeoutAndItsConnectionIsAsGoodAsBefore() {
		run((jdbc, transaction, pool) -> {
			assertThatExceptionOfType(QueryTimeoutException.class)
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
					assertThat(count(jdbc)).isZero();
					overflow(jdbc);
					count(jdbc);
				}))
				.withMessageContaining("frameline.read.max-snapshot-age");
			transaction.executeWithoutResult((status) -> assertThat(count(jdbc)).isPositive());
			assertThat(pool.getActiveConnections()).isZero();
		});
	}

	@Test
	void rowsThatAreStreamedForTooLongAreAQueryTimeout() {
		run((jdbc, transaction, pool) -> {
			jdbc.update("INSERT INTO note VALUES ('a'), ('b')");
			assertThatExceptionOfType(QueryTimeoutException.class)
				.isThrownBy(() -> jdbc.query("SELECT text FROM note", (row) -> {
					overflow(jdbc);
				}));
			assertThat(count(jdbc)).isGreaterThan(2);
			assertThat(pool.getActiveConnections()).isZero();
		});
	}

	@Test
	void aConnectionOfThePoolItselfIsNotEvicted() {
		run((jdbc, transaction, pool) -> {
			try (Connection connection = this.readers.getConnection(); Statement statement = connection.createStatement()) {
				ResultSet rows = statement.executeQuery("SELECT 1 FROM sqlite_schema, (VALUES (1), (2))");
				assertThat(rows.next()).isTrue();
				overflow(jdbc);
				assertThatThrownBy(rows::next).isInstanceOf(SQLTimeoutException.class);
				assertThat(connection.isClosed()).isFalse();
				assertThat(statement.executeQuery("SELECT count(*) FROM note").next()).isTrue();
			}
			assertThat(pool.getTotalConnections()).isEqualTo(2);
			assertThat(pool.getActiveConnections()).isZero();
			assertThat(count(jdbc)).isPositive();
		});
	}

	private void run(Scene scene) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class,
					FramelineDataSourceAutoConfiguration.class, FramelineExceptionTranslationAutoConfiguration.class,
					JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class))
			.withPropertyValues("frameline.path=" + this.directory.resolve("app.db"), "frameline.read.pool-size=2",
					"frameline.write.max-wal-size=1MB", "frameline.read.max-snapshot-age=1ms")
			.run((context) -> {
				JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
				jdbc.execute("CREATE TABLE note (text TEXT)");
				TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
				transaction.setReadOnly(true);
				this.readers = context.getBean("framelineReaderDataSource", HikariDataSource.class);
				scene.play(jdbc, transaction, this.readers.getHikariPoolMXBean());
			});
	}

	/** Writes twice what the write-ahead log may hold, on another thread: this one's transaction is read-only. */
	private static void overflow(JdbcTemplate jdbc) {
		CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 40; i++) {
				jdbc.update("INSERT INTO note VALUES (hex(randomblob(25000)))");
			}
		}).join();
	}

	private static long count(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT count(*) FROM note", Long.class);
	}

	private interface Scene {

		void play(JdbcTemplate jdbc, TransactionTemplate readOnly, HikariPoolMXBean readers) throws SQLException;

	}

}
