package dev.frameline.autoconfigure.http.hrana;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.frameline.jdbc.SqlText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs the statements of a request, and makes their results. */
final class StatementRun {

	private static final Set<String> CHANGING = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE", "WITH");

	private final Duration timeout;

	private final AnswerRoom room;

	/** @param room for the rows of all statements of the answer */
	StatementRun(Duration timeout, AnswerRoom room) {
		this.timeout = timeout;
		this.room = room;
	}

	/**
	 * Requires that there is exactly one statement.
	 * @return it
	 */
	static String single(String sql) throws HranaException {
		List<String> statements = SqlText.statements(sql);
		if (statements.isEmpty()) {
			throw new HranaException("SQL_NO_STATEMENT", "SQL string does not contain any statement");
		}
		if (statements.size() > 1) {
			throw new HranaException("SQL_MANY_STATEMENTS", "SQL string contains more than one statement");
		}
		return statements.get(0);
	}

	/**
	 * Runs a statement.
	 * @param sql one statement
	 * @param stmt with its arguments
	 */
	ObjectNode run(SqlStream stream, String sql, JsonNode stmt) throws HranaException {
		ArrayNode args = HranaJson.list(stmt, "args");
		ArrayNode named = HranaJson.list(stmt, "named_args");
		boolean wantRows = stmt.get("want_rows") == null || stmt.get("want_rows").asBoolean(true);
		long begun = System.nanoTime();
		try (PreparedStatement statement = stream.connection().prepareStatement(sql)) {
			statement.setQueryTimeout((int) Math.max(1, this.timeout.toSeconds()));
			bind(statement, SqlText.parameters(sql), args, named);
			ObjectNode result = result(statement, sql, wantRows);
			result.put("query_duration_ms", (System.nanoTime() - begun) / 1e6);
			return result;
		}
		catch (SQLException ex) {
			throw SqlErrors.of(ex, sql);
		}
	}

	// -- arguments

	private static void bind(PreparedStatement statement, List<@Nullable String> parameters, ArrayNode args,
			ArrayNode named) throws SQLException, HranaException {
		if (!args.isEmpty() && !named.isEmpty()) {
			throw new HranaException("ARGS_BOTH_POSITIONAL_AND_NAMED",
					"Specifying both positional and named arguments is not supported");
		}
		Map<String, JsonNode> byName = new HashMap<>();
		named.forEach((arg) -> byName.put(String.valueOf(HranaJson.textOrNull(arg, "name")), arg.path("value")));
		for (int i = 0; i < parameters.size(); i++) {
			String name = parameters.get(i);
			JsonNode value = (!named.isEmpty()) ? named(byName, name) : (i < args.size()) ? args.get(i) : null;
			if (value == null) {
				throw new HranaException("ARGS_INVALID", "Arguments do not match SQL parameters: value for parameter "
						+ ((name != null) ? name : i + 1) + " not found");
			}
			set(statement, i + 1, HranaJson.value(value));
		}
	}

	/** A name may come with its mark or without it. */
	private static @Nullable JsonNode named(Map<String, JsonNode> byName, @Nullable String name) {
		if (name == null) {
			return null;
		}
		JsonNode value = byName.get(name);
		return (value != null) ? value : byName.get(name.substring(1));
	}

	private static void set(PreparedStatement statement, int number, @Nullable Object value) throws SQLException {
		if (value instanceof Long integer) {
			statement.setLong(number, integer);
		}
		else if (value instanceof Double real) {
			statement.setDouble(number, real);
		}
		else if (value instanceof byte[] bytes) {
			statement.setBytes(number, bytes);
		}
		else {
			statement.setString(number, (String) value);
		}
	}

	// -- results

	private ObjectNode result(PreparedStatement statement, String sql, boolean wantRows)
			throws SQLException, HranaException {
		boolean hasRows = statement.execute();
		ArrayNode columns = HranaJson.array();
		ArrayNode rows = HranaJson.array();
		long affected;
		if (hasRows) {
			try (ResultSet set = statement.getResultSet()) {
				columns = columns(set.getMetaData());
				long count = read(set, columns.size(), wantRows ? rows : null);
				affected = changes(sql) ? count : 0;
			}
		}
		else {
			affected = changes(sql) ? Math.max(0, statement.getLargeUpdateCount()) : 0;
		}
		ObjectNode result = HranaJson.object();
		result.set("cols", columns);
		result.set("rows", rows);
		result.put("affected_row_count", affected);
		result.put("last_insert_rowid", rowId(statement));
		result.putNull("replication_index");
		result.put("rows_read", rows.size());
		result.put("rows_written", affected);
		return result;
	}

	static ArrayNode columns(@Nullable ResultSetMetaData described) throws SQLException {
		ArrayNode columns = HranaJson.array();
		for (int i = 1; described != null && i <= described.getColumnCount(); i++) {
			columns.addObject().put("name", described.getColumnLabel(i)).put("decltype", described.getColumnTypeName(i));
		}
		return columns;
	}

	/** @param into {@code null} if nobody wants them */
	private long read(ResultSet set, int columns, @Nullable ArrayNode into) throws SQLException, HranaException {
		long count = 0;
		while (set.next()) {
			count++;
			if (into == null) {
				continue;
			}
			this.room.takeRow();
			ArrayNode row = into.addArray();
			for (int i = 1; i <= columns; i++) {
				Object value = set.getObject(i);
				this.room.takeBytes(HranaJson.length(value));
				row.add(HranaJson.value(value));
			}
		}
		return count;
	}

	private static @Nullable String rowId(PreparedStatement statement) throws SQLException {
		try (ResultSet key = statement.getGeneratedKeys()) {
			return key.next() ? key.getString(1) : null;
		}
	}

	private static boolean changes(String sql) {
		return SqlText.words(sql, 1).stream().anyMatch(CHANGING::contains);
	}

}
