package dev.frameline.compatibility.clients;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** DBeaver's JDBC driver for libSQL, which speaks Hrana in pure Java. */
class DbeaverDriverTests {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class)
		.of(WebApplicationType.NONE)
		.withOnPrimary("frameline.serve.port=0", "frameline.serve.address=127.0.0.1");

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@Test
	void itConnectsAndRunsQueries() throws SQLException {
		try (Connection connection = connect(cluster.token()); Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO note (text) VALUES ('one'), ('Z\u00fcrich \ud83e\udd80')");
			try (ResultSet rows = statement.executeQuery("SELECT id, text FROM note ORDER BY id")) {
				List<String> texts = new ArrayList<>();
				while (rows.next()) {
					texts.add(rows.getString("text"));
				}
				assertThat(texts).containsExactly("one", "Z\u00fcrich \ud83e\udd80");
			}
		}
		cluster.assertNotes(Side.PRIMARY, "one", "Z\u00fcrich \ud83e\udd80");
	}

	@Test
	void itBindsParameters() throws SQLException {
		try (Connection connection = connect(cluster.token());
				PreparedStatement insert = connection.prepareStatement("INSERT INTO note (id, text) VALUES (?, ?)")) {
			insert.setInt(1, 7);
			insert.setString(2, "seven");
			insert.execute();
		}
		cluster.assertNotes(Side.PRIMARY, "seven");
	}

	@Test
	void itListsTables() throws SQLException {
		try (Connection connection = connect(cluster.token());
				ResultSet tables = connection.getMetaData().getTables(null, null, "note", null)) {
			assertThat(tables.next()).isTrue();
			assertThat(tables.getString("TABLE_NAME")).isEqualTo("note");
		}
	}

	@Test
	void anErrorIsAnSqlException() throws SQLException {
		try (Connection connection = connect(cluster.token()); Statement statement = connection.createStatement()) {
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("SELECT * FROM nowhere"))
				.withMessageContaining("no such table: nowhere");
		}
	}

	@Test
	void aWrongTokenIsRefused() {
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
			try (Connection connection = connect("guessed"); Statement statement = connection.createStatement()) {
				statement.execute("SELECT 1");
			}
		}).withMessageContaining("Authentication required");
	}

	private static Connection connect(String token) throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("password", token);
		return DriverManager.getConnection("jdbc:dbeaver:libsql:" + cluster.url(), properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
