package dev.frameline.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That what is compared is alike. */
class SideTests {

	private static final List<String> OF_READERS = List.of("cache_size", "foreign_keys", "temp_store", "mmap_size",
			"journal_mode", "page_size", "page_count", "encoding");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void everySideHasAllNotes(Side side) throws Exception {
		try (Database database = side.open(this.directory)) {
			assertThat(query(database.reads(), "SELECT count(*) FROM note")).isEqualTo("" + Notes.COUNT);
		}
	}

	@Test
	void aNodeAndAPlainPoolReadWithTheSameSettings() throws Exception {
		assertThat(settings(Side.PRIMARY)).isEqualTo(settings(Side.PLAIN));
	}

	@Test
	void thePlainPoolForcesEveryCommit() throws Exception {
		try (Database database = Side.PLAIN.open(this.directory)) {
			assertThat(query(database.writes(), "PRAGMA synchronous")).isEqualTo("2");
			assertThat(query(database.writes(), "PRAGMA journal_mode")).isEqualTo("wal");
		}
	}

	private Map<String, String> settings(Side side) throws Exception {
		Path own = this.directory.resolve(side.name());
		assertThat(own.toFile().mkdir()).isTrue();
		Map<String, String> settings = new LinkedHashMap<>();
		try (Database database = side.open(own)) {
			for (String name : OF_READERS) {
				settings.put(name, query(database.reads(), "PRAGMA " + name));
			}
		}
		return settings;
	}

	private static String query(DataSource source, String sql) throws SQLException {
		try (Connection connection = source.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			assertThat(rows.next()).isTrue();
			return rows.getString(1);
		}
	}

}
