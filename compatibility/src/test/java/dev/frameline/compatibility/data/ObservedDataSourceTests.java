package dev.frameline.compatibility.data;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With datasource-micrometer around every {@code DataSource}. It asks a connection for its metadata before anything
 * else, which must decide nothing.
 *
 * @see <a href="https://github.com/jdbc-observations/datasource-micrometer/issues/114">Its issue 114</a>
 */
class ObservedDataSourceTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.DATASOURCE_MICROMETER);

	ObservedDataSourceTests() {
		super(cluster);
	}

	@Test
	void statementsAreObserved() {
		notes(Side.REPLICA).add("observed");
		assertThat(cluster.bean(Side.REPLICA, Seen.class).names()).contains("jdbc.query", "jdbc.connection");
	}

	static class Seen implements ObservationHandler<Observation.Context> {

		private final List<String> names = new CopyOnWriteArrayList<>();

		List<String> names() {
			return this.names;
		}

		@Override
		public void onStart(Observation.Context context) {
			this.names.add(context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Seen seen() {
			return new Seen();
		}

		@Bean
		ObservationRegistry observationRegistry(Seen seen) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(seen);
			return registry;
		}

		@Bean
		Notes notes(JdbcClient jdbc) {
			return new Notes() {

				@Override
				public long add(String text) {
					GeneratedKeyHolder key = new GeneratedKeyHolder();
					jdbc.sql("INSERT INTO note (text) VALUES (?)").param(text).update(key);
					return Objects.requireNonNull(key.getKey()).longValue();
				}

				@Override
				public List<String> texts() {
					return jdbc.sql("SELECT text FROM note ORDER BY id").query(String.class).list();
				}

			};
		}

	}

}
