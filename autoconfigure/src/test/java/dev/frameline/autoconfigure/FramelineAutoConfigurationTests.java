package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.node.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.sqlite.JDBC;

import static org.assertj.core.api.Assertions.assertThat;

/** When Frameline is on, and when it keeps out of the way. */
class FramelineAutoConfigurationTests {

	@TempDir
	Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class,
				FramelineSyncAutoConfiguration.class, DataSourceAutoConfiguration.class));

	@Test
	void isOffWithoutAPath() {
		this.contextRunner.withPropertyValues("spring.datasource.url=jdbc:sqlite:" + file())
			.run((context) -> assertThat(context).hasSingleBean(DataSource.class)
				.doesNotHaveBean(Node.class)
				.doesNotHaveBean(SyncOperations.class));
	}

	@Test
	void isOffWhenDisabled() {
		this.contextRunner
			.withPropertyValues("frameline.enabled=false", "frameline.path=" + file(),
					"spring.datasource.url=jdbc:sqlite:" + this.directory.resolve("other.db"))
			.run((context) -> assertThat(context).hasSingleBean(DataSource.class).doesNotHaveBean(Node.class));
		assertThat(file()).doesNotExist();
	}

	@Test
	void backsOffFromTheApplicationsOwnDataSource() {
		this.contextRunner.withUserConfiguration(OwnDataSource.class)
			.withPropertyValues("frameline.path=" + file(), "frameline.serve.enabled=true", "frameline.serve.auth=none")
			.run((context) -> assertThat(context).hasSingleBean(DataSource.class)
				.hasBean("ownDataSource")
				.doesNotHaveBean(Node.class)
				.doesNotHaveBean(ScheduledExecutorService.class)
				.doesNotHaveBean(SyncOperations.class)
				.doesNotHaveBean(FramelineProperties.class));
		assertThat(file()).doesNotExist();
	}

	@Test
	void bothRolesTogetherStopTheStart() {
		this.contextRunner
			.withPropertyValues("frameline.path=" + file(), "frameline.primary.url=http://127.0.0.1:1/frameline",
					"frameline.serve.enabled=true", "frameline.serve.auth=none")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FramelineConfigurationException.class)
				.hasMessageContaining("a node cannot be both"));
		assertThat(file()).doesNotExist();
	}

	@Test
	void servingWithoutTokensStopsTheStart() {
		this.contextRunner.withPropertyValues("frameline.path=" + file(), "frameline.serve.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("no frameline.serve.tokens are set"));
		assertThat(file()).doesNotExist();
	}

	@Test
	void aPrimaryUrlThatIsNoneStopsTheStartWithoutPrintingIt() {
		this.contextRunner
			.withPropertyValues("frameline.path=" + file(), "frameline.primary.url=http://me:s3cret@host/frameline")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FramelineConfigurationException.class)
				.hasMessageContaining("carries credentials")
				.hasMessageNotContaining("s3cret"));
	}

	private Path file() {
		return this.directory.resolve("app.db");
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDataSource {

		@Bean
		DataSource ownDataSource() {
			return new SimpleDriverDataSource(new JDBC(), "jdbc:sqlite::memory:");
		}

	}

}
