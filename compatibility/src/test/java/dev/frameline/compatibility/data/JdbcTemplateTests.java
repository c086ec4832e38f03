package dev.frameline.compatibility.data;

import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

import dev.frameline.compatibility.Cluster;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;

class JdbcTemplateTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	JdbcTemplateTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Notes notes(JdbcTemplate jdbc) {
			return new Notes() {

				@Override
				public long add(String text) {
					GeneratedKeyHolder key = new GeneratedKeyHolder();
					jdbc.update((connection) -> {
						PreparedStatement statement = connection.prepareStatement("INSERT INTO note (text) VALUES (?)",
								Statement.RETURN_GENERATED_KEYS);
						statement.setString(1, text);
						return statement;
					}, key);
					return Objects.requireNonNull(key.getKey()).longValue();
				}

				@Override
				public List<String> texts() {
					return jdbc.queryForList("SELECT text FROM note ORDER BY id", String.class);
				}

			};
		}

	}

}
