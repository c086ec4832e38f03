package dev.frameline.compatibility.data;

import java.util.List;
import java.util.Objects;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

import static org.assertj.core.api.Assertions.assertThat;

class JpaTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.JPA)
		.with("spring.jpa.open-in-view=false");

	JpaTests() {
		super(cluster);
	}

	@Test
	void theDialectIsFoundByItself() {
		SessionFactoryImplementor factory = cluster.bean(Side.REPLICA, EntityManagerFactory.class)
			.unwrap(SessionFactoryImplementor.class);
		assertThat(factory.getJdbcServices().getDialect()).isInstanceOf(SQLiteDialect.class);
	}

	@Test
	void aChangedEntityIsWrittenAtTheEndOfItsTransaction() {
		long id = notes(Side.REPLICA).add("before");
		EntityManager entities = cluster.bean(Side.REPLICA, EntityManager.class);
		transaction(Side.REPLICA).executeWithoutResult((status) -> entities.find(NoteEntity.class, id).setText("after"));
		cluster.assertNotes(Side.REPLICA, "after");
	}

	interface NoteRepository extends JpaRepository<NoteEntity, Long> {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = NoteEntity.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = JpaTests.class)
	static class Application {

		@Bean
		Notes notes(NoteRepository repository) {
			return new Notes() {

				@Override
				public long add(String text) {
					return Objects.requireNonNull(repository.save(new NoteEntity(text)).getId());
				}

				@Override
				public List<String> texts() {
					return repository.findAll(Sort.by("id")).stream().map(NoteEntity::getText).toList();
				}

			};
		}

	}

}
