package dev.frameline.compatibility.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SpringDataJdbcTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.SPRING_DATA_JDBC);

	SpringDataJdbcTests() {
		super(cluster);
	}

	@Test
	void pagesAreCutByTheDatabase() {
		NoteRepository notes = cluster.bean(Side.PRIMARY, NoteRepository.class);
		notes.saveAll(List.of(new Note(null, "a"), new Note(null, "b"), new Note(null, "c")));
		assertThat(notes.findAll(PageRequest.of(1, 2, Sort.by("text")))).extracting(Note::text).containsExactly("c");
		assertThat(notes.findByTextNotOrderByText("b", Limit.of(1))).extracting(Note::text).containsExactly("a");
	}

	@Test
	void aLockIsTheTransactionItself() {
		NoteRepository notes = cluster.bean(Side.PRIMARY, NoteRepository.class);
		notes.save(new Note(null, "locked"));
		transaction(Side.PRIMARY)
			.executeWithoutResult((status) -> assertThat(notes.findByText("locked").text()).isEqualTo("locked"));
	}

	@Test
	void aColumnThatIsNotThereIsNoText() {
		JdbcAggregateTemplate template = cluster.bean(Side.PRIMARY, JdbcAggregateTemplate.class);
		cluster.bean(Side.PRIMARY, NoteRepository.class).save(new Note(null, "there"));
		assertThatExceptionOfType(BadSqlGrammarException.class).isThrownBy(() -> template.findAll(Mistaken.class));
	}

	@Test
	void whatSqliteHasNoTypeForComesBackAsItWas() {
		JdbcClient jdbc = cluster.bean(Side.PRIMARY, JdbcClient.class);
		jdbc.sql("CREATE TABLE IF NOT EXISTS moment (id INTEGER PRIMARY KEY, instant TEXT, local TEXT, day TEXT, "
				+ "offset TEXT, done INTEGER, reference TEXT, stamped TEXT DEFAULT CURRENT_TIMESTAMP)")
			.update();
		JdbcAggregateTemplate template = cluster.bean(Side.PRIMARY, JdbcAggregateTemplate.class);
		Moment moment = new Moment(null, Instant.parse("2026-02-03T04:05:06.789Z"), LocalDateTime.of(2026, 2, 3, 4, 5, 6),
				LocalDate.of(2026, 2, 3), OffsetDateTime.parse("2026-02-03T04:05:06+01:00"), true,
				UUID.fromString("0f0e0d0c-0b0a-0908-0706-050403020100"));
		Long id = template.insert(moment).id();
		assertThat(template.findById(id, Moment.class)).usingRecursiveComparison().ignoringFields("id").isEqualTo(moment);
		assertThat(jdbc.sql("SELECT strftime('%Y %H', instant) FROM moment").query(String.class).single())
			.isEqualTo("2026 04");
		assertThat(template.findById(id, Stamp.class).stamped()).isBetween(Instant.EPOCH,
				Instant.now().plusSeconds(1));
	}

	@Table("note")
	record Note(@Id @Nullable Long id, String text) {

	}

	@Table("note")
	record Mistaken(@Id @Nullable Long id, String txt) {

	}

	@Table("moment")
	record Moment(@Id @Nullable Long id, Instant instant, LocalDateTime local, LocalDate day, OffsetDateTime offset,
			boolean done, UUID reference) {

	}

	@Table("moment")
	record Stamp(@Id Long id, Instant stamped) {

	}

	interface NoteRepository extends ListCrudRepository<Note, Long>, ListPagingAndSortingRepository<Note, Long> {

		List<Note> findByTextNotOrderByText(String text, Limit limit);

		@Lock(LockMode.PESSIMISTIC_WRITE)
		Note findByText(String text);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = SpringDataJdbcTests.class)
	static class Application {

		@Bean
		Notes notes(NoteRepository repository) {
			return new Notes() {

				@Override
				public long add(String text) {
					return Objects.requireNonNull(repository.save(new Note(null, text)).id());
				}

				@Override
				public List<String> texts() {
					return repository.findAll(Sort.by("id")).stream().map(Note::text).toList();
				}

			};
		}

	}

}
