package dev.frameline.compatibility.data;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class FlywayTests {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.FLYWAY)
		.migrated()
		.withOnReplica("spring.flyway.enabled=false");

	@Test
	void whatThePrimaryMigratedIsThereOnTheReplica() {
		assertThat(cluster.bean(Side.PRIMARY, Flyway.class).info().applied()).hasSize(1);
		assertThat(cluster.texts(Side.REPLICA)).containsExactly("migrated");
		assertThat(versions(Side.REPLICA)).isEqualTo(1);
		cluster.bean(Side.REPLICA, JdbcClient.class).sql("INSERT INTO note (text) VALUES ('written')").update();
		cluster.assertNotes(Side.REPLICA, "migrated", "written");
	}

	@Test
	void aMigrationThatFailsLeavesNothing() {
		Flyway failing = Flyway.configure()
			.configuration(cluster.bean(Side.PRIMARY, Flyway.class).getConfiguration())
			.locations("classpath:db/migration", "classpath:db/failing")
			.load();
		assertThatException().isThrownBy(failing::migrate).withMessageContaining("no_such_table");
		assertThat(versions(Side.PRIMARY)).isEqualTo(1);
		assertThat(cluster.bean(Side.PRIMARY, JdbcClient.class)
			.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
			.query(Integer.class)
			.single()).isZero();
	}

	private static int versions(Side side) {
		return cluster.bean(side, JdbcClient.class)
			.sql("SELECT count(*) FROM flyway_schema_history")
			.query(Integer.class)
			.single();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
