package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.frameline.autoconfigure.jdbc.SqliteExceptionTranslator;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import dev.frameline.jdbc.ReplicatedDataSource;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.node.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The beans of a standalone node, and what Spring makes of them. */
class FramelineDataSourceAutoConfigurationTests {

	@TempDir
	Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineExceptionTranslationAutoConfiguration.class,
				FramelineServerAutoConfiguration.class, FramelineSyncAutoConfiguration.class, DataSourceAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				TransactionManagerCustomizationAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class))
		.withInitializer((context) -> TestPropertyValues.of("frameline.path=" + this.directory.resolve("app.db"))
			.applyTo(context));

	@Test
	void theRouterIsTheOneDataSourceAndThePoolsAreFoundByName() {
		run((context) -> {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(ReplicatedDataSource.class)
				.isSameAs(context.getBean("dataSource"));
			assertThat(context.getBeansOfType(DataSource.class)).containsOnlyKeys("dataSource",
					"framelineWriterDataSource", "framelineReaderDataSource");
			assertThat(context.getBeanFactory().getBeanDefinition("dataSource").isPrimary()).isFalse();
		});
	}

	@Test
	void theWriterPoolHasOneConnectionAndTheReadersAreReadOnly() {
		this.contextRunner.withPropertyValues("frameline.read.pool-size=3", "frameline.read.connection-timeout=4s",
				"frameline.write.acquire-timeout=7s")
			.run((context) -> {
				HikariDataSource writer = context.getBean("framelineWriterDataSource", HikariDataSource.class);
				HikariDataSource reader = context.getBean("framelineReaderDataSource", HikariDataSource.class);
				assertThat(writer.getMaximumPoolSize()).isEqualTo(1);
				assertThat(writer.isReadOnly()).isFalse();
				assertThat(writer.getConnectionTimeout()).isEqualTo(7000);
				assertThat(reader.getMaximumPoolSize()).isEqualTo(3);
				assertThat(reader.isReadOnly()).isTrue();
				assertThat(reader.getConnectionTimeout()).isEqualTo(4000);
				assertThat(writer.getMaxLifetime()).isZero();
				assertThat(reader.getMaxLifetime()).isZero();
			});
	}

	@Test
	void rowsThatAreWrittenAreRead() {
		run((context) -> {
			JdbcClient jdbc = withTable(context);
			TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> jdbc.sql("INSERT INTO item VALUES (2, 'two')").update());
			assertThat(jdbc.sql("SELECT name FROM item ORDER BY id").query(String.class).list()).containsExactly("one",
					"two");
		});
	}

	@Test
	void bothPoolsWorkOnTheirOwn() {
		run((context) -> {
			withTable(context);
			for (String name : new String[] { "framelineWriterDataSource", "framelineReaderDataSource" }) {
				JdbcClient jdbc = JdbcClient.create(context.getBean(name, DataSource.class));
				assertThat(jdbc.sql("SELECT count(*) FROM item").query(Long.class).single()).as(name).isEqualTo(1);
			}
		});
	}

	@Test
	void bootFindsNoRawConnectionBehindTheRouter() {
		run((context) -> {
			DataSource router = context.getBean(DataSource.class);
			assertThat(DataSourceUnwrapper.unwrap(router, HikariConfigMXBean.class, HikariDataSource.class)).isNull();
			assertThat(DataSourceUnwrapper.unwrap(router, ReplicatedDataSource.class)).isSameAs(router);
		});
	}

	@Test
	void errorsOfStatementsAndOfTransactionsAreTranslated() {
		run((context) -> {
			JdbcClient jdbc = withTable(context);
			assertThatExceptionOfType(DuplicateKeyException.class)
				.isThrownBy(() -> jdbc.sql("INSERT INTO item VALUES (1, 'again')").update());
			TransactionTemplate readOnly = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			readOnly.setReadOnly(true);
			assertThatExceptionOfType(InvalidDataAccessResourceUsageException.class).isThrownBy(
					() -> readOnly.execute((status) -> jdbc.sql("INSERT INTO item VALUES (3, 'three')").update()));
			assertThat(context.getBean(JdbcTransactionManager.class).getExceptionTranslator())
				.isInstanceOf(SqliteExceptionTranslator.class);
		});
	}

	@Test
	void aWriterWaitsForItsTurnAndIsToldWhoHasIt() {
		this.contextRunner.withPropertyValues("frameline.write.acquire-timeout=50ms").run((context) -> {
			JdbcClient jdbc = withTable(context);
			TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				jdbc.sql("INSERT INTO item VALUES (2, 'two')").update();
				CompletableFuture<Integer> other = CompletableFuture
					.supplyAsync(() -> jdbc.sql("INSERT INTO item VALUES (3, 'three')").update());
				assertThatExceptionOfType(CompletionException.class).isThrownBy(other::join)
					.havingCause()
					.isInstanceOf(CannotAcquireLockException.class)
					.withMessageContaining("'" + Thread.currentThread().getName() + ", connection")
					.withMessageContaining("frameline.write.acquire-timeout");
			});
			assertThat(jdbc.sql("SELECT count(*) FROM item").query(Long.class).single()).isEqualTo(2);
		});
	}

	@Test
	void aNestedTransactionThatWouldWaitForItselfIsToldSoAtOnce() {
		run((context) -> {
			JdbcClient jdbc = withTable(context);
			PlatformTransactionManager transactionManager = context.getBean(PlatformTransactionManager.class);
			TransactionTemplate nested = new TransactionTemplate(transactionManager);
			nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			new TransactionTemplate(transactionManager).executeWithoutResult((status) -> {
				jdbc.sql("INSERT INTO item VALUES (2, 'two')").update();
				assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
					.isThrownBy(() -> nested.execute((inner) -> jdbc.sql("DELETE FROM item").update()))
					.withMessageContaining("REQUIRES_NEW");
			});
			assertThat(jdbc.sql("SELECT count(*) FROM item").query(Long.class).single()).isEqualTo(2);
		});
	}

	@Test
	void theApplicationsOwnTranslatorIsKept() {
		this.contextRunner.withUserConfiguration(OwnTranslator.class)
			.run((context) -> assertThat(context).hasSingleBean(SQLExceptionTranslator.class)
				.getBean(SQLExceptionTranslator.class)
				.isInstanceOf(SQLStateSQLExceptionTranslator.class));
	}

	@Test
	void theExecutorIsNotTheApplications() {
		this.contextRunner.withBean(Asking.class)
			.run((context) -> assertThat(context).hasBean("framelineExecutor")
				.hasBean("applicationTaskExecutor")
				.getBean(Asking.class)
				.isEqualTo(new Asking(Optional.empty())));
	}

	@Test
	void aStandaloneNodeIsUpAndFollowsNobody() {
		run((context) -> {
			assertThat(context).hasSingleBean(SyncOperations.class).doesNotHaveBean(SyncService.class);
			SyncOperations operations = context.getBean(SyncOperations.class);
			assertThat(operations.status().role()).isEqualTo(Role.STANDALONE);
			assertThat(operations.sync().status()).isEqualTo(Status.UP);
			assertThat(operations.position()).isNull();
		});
	}

	@Test
	void theFileIsFreeAgainWhenTheContextHasClosed() {
		run((context) -> withTable(context));
		run((context) -> assertThat(
				context.getBean(JdbcClient.class).sql("SELECT count(*) FROM item").query(Long.class).single())
			.isEqualTo(1));
	}

	@Test
	void aSecondContextOnTheSameFileIsTurnedAway() {
		run((first) -> this.contextRunner.run((second) -> assertThat(second).getFailure()
			.rootCause()
			.hasMessageContaining("Database 'default'")
			.hasMessageContaining("in use")));
	}

	@Test
	void servingOutsideAServletApplicationStopsTheStart() {
		this.contextRunner.withPropertyValues("frameline.serve.enabled=true", "frameline.serve.auth=none")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FramelineConfigurationException.class)
				.hasMessageContaining("no web application"));
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer) {
		this.contextRunner.run(consumer);
	}

	private static JdbcClient withTable(ApplicationContext context) {
		JdbcClient jdbc = context.getBean(JdbcClient.class);
		jdbc.sql("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").update();
		jdbc.sql("INSERT INTO item VALUES (:id, :name)").params(Map.of("id", 1, "name", "one")).update();
		return jdbc;
	}

	/** A bean that wants an executor, if there is one for everybody. */
	record Asking(Optional<ScheduledExecutorService> executor) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTranslator {

		@Bean
		SQLExceptionTranslator ownTranslator() {
			return new SQLStateSQLExceptionTranslator();
		}

	}

}
