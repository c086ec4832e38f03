package dev.frameline.compatibility.data;

import java.util.List;
import java.util.Objects;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

class JooqTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.JOOQ);

	JooqTests() {
		super(cluster);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final Table<?> NOTE = table("note");

		private static final Field<Long> ID = field("id", SQLDataType.BIGINT.identity(true));

		private static final Field<String> TEXT = field("text", SQLDataType.VARCHAR);

		@Bean
		Notes notes(DSLContext dsl) {
			return new Notes() {

				@Override
				public long add(String text) {
					return Objects.requireNonNull(dsl.insertInto(NOTE, TEXT).values(text).returning(ID).fetchOne())
						.get(ID);
				}

				@Override
				public List<String> texts() {
					return dsl.select(TEXT).from(NOTE).orderBy(ID).fetch(TEXT);
				}

			};
		}

	}

}
