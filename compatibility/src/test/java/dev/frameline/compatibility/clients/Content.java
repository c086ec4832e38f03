package dev.frameline.compatibility.clients;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** All that a database holds and whether SQLite finds it sound, as text: copies can be compared wherever they are. */
final class Content {

	/** Runs SQL that has one column of text. */
	@FunctionalInterface
	private interface Query {

		List<String> run(String sql) throws SQLException;

	}

	private Content() {
	}

	/** Closes clients that have just synced, and compares what they hold with what the nodes hold; the replica soon. */
	static void assertEqual(Cluster cluster, LibsqlClient... synced) throws SQLException {
		List<String> content = of(cluster, Side.PRIMARY);
		assertThat(content).first().isEqualTo("ok");
		await().untilAsserted(() -> assertThat(of(cluster, Side.REPLICA)).isEqualTo(content));
		for (LibsqlClient client : synced) {
			client.close();
			assertThat(of(client.file())).isEqualTo(content);
		}
	}

	/** Of a node's database, through its {@code DataSource}. */
	private static List<String> of(Cluster cluster, Side side) throws SQLException {
		return of((sql) -> cluster.bean(side, JdbcClient.class).sql(sql).query(String.class).list());
	}

	/** Of a file that nobody has open, by plain SQLite. */
	private static List<String> of(Path file) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			return of((sql) -> {
				List<String> values = new ArrayList<>();
				try (ResultSet rows = statement.executeQuery(sql)) {
					while (rows.next()) {
						values.add(rows.getString(1));
					}
				}
				return values;
			});
		}
	}

	private static List<String> of(Query query) throws SQLException {
		List<String> content = new ArrayList<>(query.run("PRAGMA integrity_check"));
		content.addAll(query.run("SELECT quote(sql) FROM sqlite_master ORDER BY type, name"));
		for (String table : query.run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
			String row = query.run("SELECT group_concat('quote(\"' || name || '\")', ' || '', '' || ') FROM pragma_table_info('"
					+ table + "')")
				.get(0);
			content.addAll(query.run("SELECT '" + table + ": ' || rowid || ', ' || " + row + " FROM \"" + table
					+ "\" ORDER BY rowid"));
		}
		return content;
	}

}
