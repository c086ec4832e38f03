package dev.frameline.compatibility.data;

import java.util.List;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class MybatisTests extends DataAccessContract {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.MYBATIS);

	MybatisTests() {
		super(cluster);
	}

	@Mapper
	interface NoteMapper {

		@Insert("INSERT INTO note (text) VALUES (#{text})")
		@Options(useGeneratedKeys = true, keyProperty = "id")
		void insert(NewNote note);

		@Select("SELECT text FROM note ORDER BY id")
		List<String> texts();

	}

	public static class NewNote {

		private final String text;

		private @Nullable Long id;

		NewNote(String text) {
			this.text = text;
		}

		public String getText() {
			return this.text;
		}

		public @Nullable Long getId() {
			return this.id;
		}

		public void setId(Long id) {
			this.id = id;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@MapperScan(basePackageClasses = MybatisTests.class, annotationClass = Mapper.class)
	static class Application {

		@Bean
		Notes notes(NoteMapper mapper) {
			return new Notes() {

				@Override
				public long add(String text) {
					NewNote note = new NewNote(text);
					mapper.insert(note);
					return note.getId();
				}

				@Override
				public List<String> texts() {
					return mapper.texts();
				}

			};
		}

	}

}
