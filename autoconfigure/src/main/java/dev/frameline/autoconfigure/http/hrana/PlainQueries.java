package dev.frameline.autoconfigure.http.hrana;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.frameline.jdbc.SqlText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API that libSQL's server had before Hrana, and that DBeaver's driver speaks: statements in, rows out, and nothing
 * kept in between. Several statements are one transaction. Values are JSON's own; a blob is an object with its
 * {@code base64}.
 *
 * @see <a href="https://github.com/tursodatabase/libsql/blob/main/docs/http_api.md">SQLD HTTP API</a>
 */
final class PlainQueries {

	private static final Set<String> TRANSACTIONAL = Set.of("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE");

	private static final String OK = "ok";

	private final ArrayNode statements;

	PlainQueries(ObjectNode asked) {
		this.statements = HranaJson.list(asked, "statements");
	}

	/** The same for a {@link BatchRun}. */
	ObjectNode batch() {
		ObjectNode batch = HranaJson.object();
		ArrayNode steps = batch.putArray("steps");
		if (isTransaction()) {
			steps.addObject().set("stmt", stmt("BEGIN"));
		}
		for (JsonNode each : this.statements) {
			stepAfterTheLast(steps, stmt(each));
		}
		if (isTransaction()) {
			stepAfterTheLast(steps, stmt("COMMIT"));
			ObjectNode rollback = steps.addObject();
			rollback.putObject("condition").put("type", "not").putObject("cond").put("type", "is_autocommit");
			rollback.set("stmt", stmt("ROLLBACK"));
		}
		return batch;
	}

	/** What cannot be in a transaction, such as {@code VACUUM}, comes alone. */
	private boolean isTransaction() {
		return this.statements.size() > 1;
	}

	private static void stepAfterTheLast(ArrayNode steps, ObjectNode stmt) {
		ObjectNode step = steps.addObject();
		if (steps.size() > 1) {
			step.putObject("condition").put("type", OK).put("step", steps.size() - 2);
		}
		step.set("stmt", stmt);
	}

	private static ObjectNode stmt(String sql) {
		return HranaJson.object().put("sql", sql);
	}

	private static ObjectNode stmt(JsonNode statement) {
		if (statement.isString()) {
			return checked(stmt(statement.stringValue()));
		}
		ObjectNode given = HranaJson.object(statement, "a statement");
		ObjectNode stmt = checked(HranaJson.object().put("sql", HranaJson.textOrNull(given, "q")));
		JsonNode params = given.path("params");
		if (params.isObject()) {
			ArrayNode named = stmt.putArray("named_args");
			for (Map.Entry<String, JsonNode> param : params.properties()) {
				named.addObject().put("name", param.getKey()).set("value", value(param.getValue()));
			}
		}
		else {
			HranaJson.list(given, "params").forEach((param) -> stmt.withArray("args").add(value(param)));
		}
		return stmt;
	}

	private static ObjectNode checked(ObjectNode stmt) {
		String sql = HranaJson.textOrNull(stmt, "sql");
		List<String> words = (sql != null) ? SqlText.words(sql, 1) : List.of();
		if (words.stream().anyMatch(TRANSACTIONAL::contains)) {
			throw RefusedRequest.malformed("Expected no statement that begins or ends a transaction, got: " + sql
					+ ". The statements of a request are one; for others use /v3/pipeline");
		}
		return stmt;
	}

	private static ObjectNode value(JsonNode param) {
		ObjectNode value = HranaJson.object();
		if (param.isNull()) {
			return value.put("type", "null");
		}
		if (param.isBoolean()) {
			return value.put("type", "integer").put("value", param.booleanValue() ? "1" : "0");
		}
		if (param.isIntegralNumber()) {
			return value.put("type", "integer").put("value", param.asString());
		}
		if (param.isNumber()) {
			return value.put("type", "float").put("value", param.doubleValue());
		}
		if (param.isString()) {
			return value.put("type", "text").put("value", param.stringValue());
		}
		return value.put("type", "blob").put("base64", HranaJson.textOrNull(HranaJson.object(param, "a blob"), "base64"));
	}

	/** @param result of the batch */
	ArrayNode results(ObjectNode result) {
		ArrayNode answers = HranaJson.array();
		JsonNode results = result.path("step_results");
		JsonNode errors = result.path("step_errors");
		int first = isTransaction() ? 1 : 0;
		// Nothing of a transaction is there whose COMMIT has failed
		JsonNode failed = isTransaction() ? errors.path(first + this.statements.size()) : HranaJson.object();
		for (int step = first; step < first + this.statements.size(); step++) {
			JsonNode error = failed.has("message") ? failed : errors.path(step);
			if (error.has("message")) {
				answers.addObject().set("error", error.get("message"));
			}
			else if (results.path(step) instanceof ObjectNode ran) {
				answers.addObject().set("results", plain(ran));
			}
			else {
				answers.addObject().put("error", "not run, because another statement of this request failed");
			}
		}
		return answers;
	}

	private static ObjectNode plain(ObjectNode ran) {
		ObjectNode plain = HranaJson.object();
		ArrayNode columns = plain.putArray("columns");
		ran.path("cols").forEach((column) -> columns.add(column.get("name")));
		ArrayNode rows = plain.putArray("rows");
		for (JsonNode row : ran.path("rows")) {
			ArrayNode values = rows.addArray();
			row.forEach((value) -> values.add(plainValue(value)));
		}
		plain.set("rows_read", ran.get("rows_read"));
		plain.set("rows_written", ran.get("rows_written"));
		plain.set("query_duration_ms", ran.get("query_duration_ms"));
		return plain;
	}

	private static JsonNode plainValue(JsonNode value) {
		ObjectNode holder = HranaJson.object();
		switch (HranaJson.type(value)) {
			case "null" -> holder.putNull("value");
			case "integer" -> holder.put("value", Long.parseLong(value.path("value").asString()));
			case "blob" -> holder.putObject("value").set("base64", value.get("base64"));
			default -> holder.set("value", value.get("value"));
		}
		return holder.get("value");
	}

}
