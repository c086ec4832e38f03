package dev.frameline.compatibility.slices;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.jdbc.ReplicatedDataSource;
import dev.frameline.node.Role;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What every slice finds. */
@DirtiesContext
@Transactional
abstract class SliceContract {

	@TempDir
	static Path directory;

	@Autowired
	private DataSource dataSource;

	@Autowired
	private Map<String, DataSource> dataSources;

	@Autowired
	private SQLExceptionTranslator translator;

	@Autowired
	private SyncOperations operations;

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) {
		registry.add("frameline.path", () -> directory.resolve("app.db").toString());
		registry.add("spring.flyway.enabled", () -> "false");
		registry.add("spring.liquibase.enabled", () -> "false");
		registry.add("spring.sql.init.mode", () -> "always");
		registry.add("spring.sql.init.schema-locations", () -> "classpath:slices.sql");
	}

	@Test
	void theDataSourceIsLeftAlone() throws SQLException {
		assertThat(this.dataSource).isInstanceOf(ReplicatedDataSource.class);
		assertThat(this.dataSources).containsKey("dataSource");
		assertThat(this.operations.status().role()).isEqualTo(Role.STANDALONE);
	}

	@RepeatedTest(2)
	void whatATestWritesIsRolledBack() {
		assertThat(jdbc().queryForObject("SELECT count(*) FROM note", Integer.class)).isZero();
		assertThat(jdbc().update("INSERT INTO note (text) VALUES ('for this test only')")).isEqualTo(1);
		assertThat(jdbc().queryForObject("SELECT count(*) FROM note", Integer.class)).isEqualTo(1);
	}

	@Test
	void errorsAreTranslated() {
		jdbc().update("INSERT INTO note (text) VALUES ('taken')");
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> jdbc().update("INSERT INTO note (text) VALUES ('taken')"));
	}

	/** Not every slice has one. */
	private JdbcTemplate jdbc() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		jdbc.setExceptionTranslator(this.translator);
		return jdbc;
	}

}
