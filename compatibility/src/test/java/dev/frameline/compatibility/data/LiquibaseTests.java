package dev.frameline.compatibility.data;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

class LiquibaseTests {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.LIQUIBASE)
		.migrated()
		.withOnReplica("spring.liquibase.enabled=false");

	@Test
	void whatThePrimaryMigratedIsThereOnTheReplica() {
		assertThat(cluster.texts(Side.REPLICA)).containsExactly("migrated");
		assertThat(cluster.bean(Side.REPLICA, JdbcClient.class)
			.sql("SELECT id FROM DATABASECHANGELOG ORDER BY orderexecuted")
			.query(String.class)
			.list()).containsExactly("table", "row");
		assertThat(cluster.bean(Side.REPLICA, JdbcClient.class)
			.sql("SELECT locked FROM DATABASECHANGELOGLOCK")
			.query(Integer.class)
			.single()).isZero();
		cluster.bean(Side.REPLICA, JdbcClient.class).sql("INSERT INTO note (text) VALUES ('written')").update();
		cluster.assertNotes(Side.REPLICA, "migrated", "written");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
