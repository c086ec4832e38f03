package dev.frameline.autoconfigure.http.hrana;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

import dev.frameline.jdbc.SqlText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a statement is, without running it. Whether it only reads, {@code EXPLAIN} tells: as SQLite itself, by the
 * instructions of its program.
 *
 * @see <a href="https://www.sqlite.org/c3ref/stmt_readonly.html">sqlite3_stmt_readonly</a>
 */
final class StatementDescription {

	/** They change the file by themselves. */
	private static final Set<String> CHANGING = Set.of("JournalMode", "Checkpoint", "Vacuum");

	private StatementDescription() {
	}

	static ObjectNode of(SqlStream stream, String sql) throws HranaException {
		try {
			Connection connection = stream.connection();
			List<String> words = SqlText.words(sql, 1);
			boolean explain = words.contains("EXPLAIN");
			ObjectNode description = HranaJson.object();
			ArrayNode params = description.putArray("params");
			for (String name : SqlText.parameters(sql)) {
				params.addObject().put("name", name);
			}
			description.set("cols", columns(connection, sql));
			description.put("is_explain", explain);
			description.put("is_readonly", explain || onlyReads(connection, sql));
			return description;
		}
		catch (SQLException ex) {
			throw SqlErrors.of(ex, sql);
		}
	}

	private static ArrayNode columns(Connection connection, String sql) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			return StatementRun.columns(statement.getMetaData());
		}
	}

	private static boolean onlyReads(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
			while (program.next()) {
				@Nullable String instruction = program.getString("opcode");
				if (CHANGING.contains(instruction) || "Transaction".equals(instruction) && program.getInt("p2") != 0) {
					return false;
				}
			}
			return true;
		}
	}

}
