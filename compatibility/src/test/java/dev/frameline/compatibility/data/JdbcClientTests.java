package dev.frameline.compatibility.data;

import java.util.List;
import java.util.Objects;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcClientTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	JdbcClientTests() {
		super(cluster);
	}

	@ParameterizedTest
	@EnumSource
	void severalRowsGetTheirKeysFromReturning(Side side) {
		List<Long> keys = cluster.bean(side, JdbcClient.class)
			.sql("INSERT INTO note (text) VALUES ('a'), ('b'), ('c') RETURNING id")
			.query(Long.class)
			.list();
		assertThat(keys).hasSize(3).doesNotHaveDuplicates();
		cluster.assertNotes(side, "a", "b", "c");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Notes notes(JdbcClient jdbc) {
			return new Notes() {

				@Override
				public long add(String text) {
					GeneratedKeyHolder key = new GeneratedKeyHolder();
					jdbc.sql("INSERT INTO note (text) VALUES (:text)").param("text", text).update(key);
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
