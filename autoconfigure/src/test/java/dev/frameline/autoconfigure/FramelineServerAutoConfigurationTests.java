package dev.frameline.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.frameline.autoconfigure.http.hrana.SqlLimits;
import dev.frameline.autoconfigure.http.hrana.SqlServer;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.jdbc.ReplicatedDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class FramelineServerAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramelineAutoConfiguration.class,
				FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class))
		.withInitializer((context) -> TestPropertyValues.of("frameline.path=" + this.directory.resolve("app.db"))
			.applyTo(context));

	private final ApplicationContextRunner serving = this.contextRunner.withPropertyValues("frameline.serve.enabled=true",
			"frameline.serve.auth=none", "frameline.serve.address=127.0.0.1", "frameline.serve.port=0");

	@Test
	void sqlIsServedWhereTheLogIs() {
		this.serving.run((context) -> {
			assertThat(context).hasSingleBean(SqlServer.class);
			assertThat(post(context).statusCode()).isEqualTo(200);
		});
	}

	@Test
	void aNodeThatServesNoLogServesNoSql() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(SqlServer.class)
			.doesNotHaveBean("framelineRemoteReaderDataSource"));
	}

	@Test
	void sqlIsSwitchedOffByItself() {
		this.serving.withPropertyValues("frameline.serve.sql.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(SqlServer.class).doesNotHaveBean("framelineRemoteReaderDataSource");
			assertThat(post(context).statusCode()).isEqualTo(404);
			assertThat(post(context).body()).contains("frameline.serve.sql.enabled");
		});
	}

	@Test
	void remoteReadersHaveAPoolOfTheirOwnThatNobodyElseIsGiven() {
		this.serving.withPropertyValues("frameline.serve.sql.max-streams=7").run((context) -> {
			HikariDataSource pool = context.getBean("framelineRemoteReaderDataSource", HikariDataSource.class);
			assertThat(pool.getMaximumPoolSize()).isEqualTo(7);
			assertThat(pool.getMinimumIdle()).isZero();
			assertThat(pool.isReadOnly()).isTrue();
			assertThat(context.getBean(DataSource.class)).isInstanceOf(ReplicatedDataSource.class);
		});
	}

	@Test
	void theUsersSqlServerIsTaken() {
		this.serving.withUserConfiguration(OwnSqlServer.class)
			.run((context) -> assertThat(context).getBean(SqlServer.class).isSameAs(context.getBean("ownSqlServer")));
	}

	private static HttpResponse<String> post(ApplicationContext context) throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + context.getBean(FramelineHttpServer.class).port()
				+ "/frameline/v3/pipeline");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{\"requests\":[]}")).build(),
					BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSqlServer {

		@Bean
		SqlServer ownSqlServer() {
			return new SqlServer("own", mock(DataSource.class),
					new SqlLimits(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1));
		}

	}

}
