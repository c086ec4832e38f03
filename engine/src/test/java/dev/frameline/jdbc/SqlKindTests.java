package dev.frameline.jdbc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SqlKindTests {

	@Test
	void aScriptIsCutAtItsOutermostSemicolons() {
		assertThat(SqlScanner.split("SELECT ';'; SELECT \";\" ;SELECT [;], `;` -- ;\n; /* ; */ ;; SELECT 'it''s;'"))
			.map(String::strip)
			.containsExactly("SELECT ';';", "SELECT \";\" ;", "SELECT [;], `;` -- ;\n;", "/* ; */ ;; SELECT 'it''s;'");
	}

	@Test
	void aTriggerIsOneStatement() {
		String trigger = "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON a BEGIN"
				+ " SELECT CASE WHEN 1 THEN 2 END; DELETE FROM a; END;";
		assertThat(SqlScanner.split(trigger + " COMMIT;")).containsExactly(trigger, " COMMIT;");
	}

	@Test
	void blanksAndCommentsAreNoStatement() {
		assertThat(SqlScanner.split(" -- nothing\n ; /* ; */")).isEmpty();
		assertThat(SqlScanner.split("")).isEmpty();
		assertThat(SqlScanner.split("SELECT 1; -- more")).containsExactly("SELECT 1;");
	}

	@ParameterizedTest
	@ValueSource(strings = { "COMMIT", "commit;", "END TRANSACTION", "-- x\nCOMMIT", "/* x */COMMIT", " ; ; COMMIT",
			"\ufeffCOMMIT" })
	void aCommitIsRecognised(String sql) {
		assertThat(SqlKind.of(sql)).isInstanceOf(SqlKind.Commit.class);
	}

	@Test
	void namesOfSavepointsAreFound() {
		assertThat(SqlKind.of("SAVEPOINT \"a b\"")).isEqualTo(new SqlKind.SavepointSet("a b"));
		assertThat(SqlKind.of("RELEASE SAVEPOINT a")).isEqualTo(new SqlKind.SavepointRelease("a"));
		assertThat(SqlKind.of("RELEASE savepoint")).isEqualTo(new SqlKind.SavepointRelease("savepoint"));
		assertThat(SqlKind.of("ROLLBACK TRANSACTION TO SAVEPOINT a")).isEqualTo(new SqlKind.SavepointRollback("a"));
		assertThat(SqlKind.of("ROLLBACK TO a")).isEqualTo(new SqlKind.SavepointRollback("a"));
		assertThat(SqlKind.of("ROLLBACK")).isEqualTo(new SqlKind.Rollback());
	}

	@ParameterizedTest
	@ValueSource(strings = { "CREATE TEMP TABLE t (a)", "create temporary view v as select 1",
			"CREATE TABLE temp.t (a)", "CREATE TABLE IF NOT EXISTS [temp].t (a)", "DROP TABLE IF EXISTS temp.t",
			"CREATE VIRTUAL TABLE \"TEMP\".t USING fts5(a)", "CREATE UNIQUE INDEX temp.i ON t (a)" })
	void temporaryObjectsAreRecognised(String sql) {
		assertThat(SqlKind.of(sql)).isInstanceOf(SqlKind.Temp.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CREATE TABLE temporary_notes (a)", "CREATE TABLE t AS SELECT * FROM temp.x",
			"CREATE INDEX i ON t (temp)", "DROP TABLE t", "SELECT 'COMMIT'" })
	void othersAreNot(String sql) {
		assertThat(SqlKind.of(sql)).isInstanceOf(SqlKind.Plain.class);
	}

	@Test
	void pragmasAreDecidedByNameAndWhetherTheySet() {
		assertThat(SqlKind.of("PRAGMA foreign_keys=ON")).isEqualTo(new SqlKind.Setting("foreign_keys", "on"));
		assertThat(SqlKind.of("PRAGMA cache_size = -2000;")).isEqualTo(new SqlKind.Setting("cache_size", "-2000"));
		assertThat(SqlKind.of("PRAGMA foreign_keys")).isInstanceOf(SqlKind.Plain.class);
		assertThat(SqlKind.of("PRAGMA main.user_version = 3")).isInstanceOf(SqlKind.Write.class);
		assertThat(SqlKind.of("PRAGMA user_version;")).isInstanceOf(SqlKind.Plain.class);
		assertThat(SqlKind.of("PRAGMA foreign_keys = 1 + 1")).isInstanceOf(SqlKind.Refused.class);
		assertThat(SqlKind.of("PRAGMA unheard_of = 1")).isInstanceOf(SqlKind.Refused.class);
	}

}
