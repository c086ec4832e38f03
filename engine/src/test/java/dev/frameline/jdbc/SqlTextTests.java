package dev.frameline.jdbc;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SqlTextTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			SELECT 1                                        |
			SELECT ?                                        | -
			SELECT ?, ?                                     | -,-
			SELECT ?2                                       | -,?2
			SELECT ?, ?3, ?                                 | -,-,?3,-
			SELECT ?2, ?, ?2                                | -,?2,-
			SELECT :a, :b, :a                               | :a,:b
			SELECT :a, @a, $a                               | :a,@a,$a
			SELECT a$b, ':a', "?", [@c], `x?` -- :d         |
			SELECT 1 /* ? */ + ?                            | -
			INSERT INTO t VALUES (:a1,:_b,:é)               | :a1,:_b,:é
			SELECT :a+?                                     | :a,-
			SELECT x IN (?,?) AND y=?1                      | ?1,-
			""")
	void parametersAreNumberedAsSqliteDoes(String sql, String expected) {
		List<String> names = SqlText.parameters(sql).stream().map((name) -> (name != null) ? name : "-").toList();
		assertThat(names).isEqualTo((expected != null) ? Arrays.asList(expected.split(",")) : List.of());
	}

	@Test
	void wordsAreThoseBeforeWhichCommentsStand() {
		assertThat(SqlText.words("/* a */ ; begin -- b\n transaction readonly;", 3)).containsExactly("BEGIN", "TRANSACTION",
				"READONLY");
		assertThat(SqlText.words(" ", 3)).isEmpty();
	}

	@Test
	void aScriptIsCutAtItsStatements() {
		assertThat(SqlText.statements("SELECT 1; CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 2; END; SELECT 3"))
			.hasSize(3);
	}

}
