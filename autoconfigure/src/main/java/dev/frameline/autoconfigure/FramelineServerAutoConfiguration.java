package dev.frameline.autoconfigure;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.frameline.autoconfigure.http.hrana.SqlServer;
import dev.frameline.autoconfigure.http.server.FrameServer;
import dev.frameline.autoconfigure.http.server.FramelineHttpHandler;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.autoconfigure.http.server.FramelineServlet;
import dev.frameline.autoconfigure.jdbc.Pools;
import dev.frameline.jdbc.ReaderDataSource;
import dev.frameline.jdbc.ReplicatedDataSource;
import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.ServedLog;
import dev.frameline.node.Node;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;

/**
 * {@link AutoConfiguration Auto-configuration} that lets a primary be followed: the protocol under
 * {@code frameline.serve.base-path} of the application's own web server, or on a port of its own. An application that
 * can do neither says so.
 */
@AutoConfiguration(after = { FramelineAutoConfiguration.class, FramelineDataSourceAutoConfiguration.class })
@ConditionalOnBean(Node.class)
@ConditionalOnBooleanProperty("frameline.serve.enabled")
public final class FramelineServerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FrameServer frameServer(Node node, FramelineProperties properties, ObjectProvider<SqlServer> sql) {
		return new FrameServer(servedLog(node), properties.toServeSettings(), sql.getIfAvailable());
	}

	@Bean
	HeldPullsRelease heldPullsRelease(Node node, ApplicationContext context) {
		return new HeldPullsRelease(servedLog(node), context);
	}

	private static ServedLog servedLog(Node node) {
		ServedLog served = node.served();
		if (served == null) {
			throw new FramelineConfigurationException(
					"Database '" + node.name() + "': frameline.serve.enabled is set, and its node is a "
							+ node.role().name().toLowerCase(Locale.ROOT) + ", which has no log to serve",
					"Remove frameline.serve.enabled, or make the node a primary.");
		}
		return served;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "frameline.serve.sql.enabled", matchIfMissing = true)
	static class SqlConfiguration {

		@Bean(defaultCandidate = false)
		@ConditionalOnMissingBean(name = "framelineRemoteReaderDataSource")
		HikariDataSource framelineRemoteReaderDataSource(Node node, FramelineProperties properties) {
			return Pools.remoteReaders(node.name(), new ReaderDataSource(node), properties.serve().sql().maxStreams(),
					properties.read().connectionTimeout());
		}

		/** A transaction of a stream reads from a reader until it writes, as SQLite's own does that begins with BEGIN. */
		@Bean
		@ConditionalOnMissingBean
		SqlServer framelineSqlServer(Node node, FramelineProperties properties,
				@Qualifier("framelineWriterDataSource") DataSource writer,
				@Qualifier("framelineRemoteReaderDataSource") DataSource reader) {
			RoutingSettings settings = properties.toRoutingSettings();
			return new SqlServer(node.name(),
					new ReplicatedDataSource(node, writer, reader, new RoutingSettings(settings.connectionTimeout(),
							settings.writeTimeout(), RoutingSettings.Begin.DEFERRED)),
					properties.serve().sql().limits());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Servlet.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@Conditional(OnApplicationsPort.class)
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "framelineServlet")
		ServletRegistrationBean<FramelineServlet> framelineServlet(FrameServer server, FramelineProperties properties) {
			ServletRegistrationBean<FramelineServlet> registration = new ServletRegistrationBean<>(
					new FramelineServlet(server), properties.serve().basePath() + "/*");
			registration.setName("framelineServlet");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@Conditional(OnApplicationsPort.class)
	static class ReactiveConfiguration {

		/** Before the application's own mappings, which may map everything. */
		private static final int ORDER = -100;

		@Bean
		@ConditionalOnMissingBean(name = "framelineHandlerMapping")
		SimpleUrlHandlerMapping framelineHandlerMapping(FrameServer server, FramelineProperties properties) {
			String basePath = properties.serve().basePath();
			HttpHandler handler = new FramelineHttpHandler(server, basePath);
			WebHandler mapped = (exchange) -> handler.handle(exchange.getRequest(), exchange.getResponse());
			return new SimpleUrlHandlerMapping(Map.of(basePath + "/**", mapped), ORDER);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("frameline.serve.port")
	static class OwnPortConfiguration {

		@Bean
		@ConditionalOnMissingBean
		FramelineHttpServer framelineHttpServer(Node node, FrameServer server, FramelineProperties properties) {
			ServeProperties serve = properties.serve();
			return new FramelineHttpServer(node.name(), new FramelineHttpHandler(server, serve.basePath()),
					serve.address(), Objects.requireNonNull(serve.port()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnNoServer.class)
	static class NowhereConfiguration {

		@Bean
		InitializingBean framelineNowhereToServe() {
			throw new FramelineConfigurationException(
					"frameline.serve.enabled asks to serve this database to other nodes, and this is no web application",
					"Set frameline.serve.port to serve it on a port of its own, start a web application (with "
							+ "spring-boot-starter-webmvc or spring-boot-starter-webflux), or remove "
							+ "frameline.serve.enabled.");
		}

	}

	static class OnApplicationsPort extends NoneNestedConditions {

		OnApplicationsPort() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty("frameline.serve.port")
		static class OwnPort {

		}

	}

	static class OnNoServer extends NoneNestedConditions {

		OnNoServer() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnWebApplication
		static class WebApplication {

		}

		@ConditionalOnProperty("frameline.serve.port")
		static class OwnPort {

		}

	}

}
