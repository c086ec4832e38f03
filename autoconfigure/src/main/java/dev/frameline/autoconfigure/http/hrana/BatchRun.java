package dev.frameline.autoconfigure.http.hrana;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs the steps of a batch, each under its condition. */
final class BatchRun {

	/** What the steps have done so far: a result, an error, or nothing if a step was skipped. */
	private final List<@Nullable ObjectNode> results = new ArrayList<>();

	private final List<@Nullable HranaError> errors = new ArrayList<>();

	private final SqlStream stream;

	private final int version;

	/** @param version of the protocol: 2 knows no {@code is_autocommit} */
	BatchRun(SqlStream stream, int version) {
		this.stream = stream;
		this.version = version;
	}

	/** Everything is read before anything is run. */
	void run(JsonNode batch, StatementRun run) {
		List<Step> steps = steps(batch);
		for (Step step : steps) {
			ObjectNode result = null;
			HranaError error = null;
			if (step.condition == null || holds(step.condition)) {
				try {
					result = this.stream.run(step.sql, step.stmt, run);
				}
				catch (HranaException ex) {
					error = ex.error();
				}
			}
			this.results.add(result);
			this.errors.add(error);
		}
	}

	private List<Step> steps(JsonNode batch) {
		List<Step> steps = new ArrayList<>();
		for (JsonNode each : HranaJson.list(batch, "steps")) {
			JsonNode condition = each.get("condition");
			JsonNode given = (condition == null || condition.isNull()) ? null : condition;
			if (given != null) {
				check(given, steps.size());
			}
			JsonNode stmt = HranaJson.child(each, "stmt");
			steps.add(new Step(given, this.stream.sql(stmt), stmt));
		}
		return steps;
	}

	private record Step(@Nullable JsonNode condition, String sql, JsonNode stmt) {

	}

	/** @param steps how many come before it */
	private void check(JsonNode condition, int steps) {
		String type = HranaJson.type(HranaJson.object(condition, "a condition"));
		switch (type) {
			case "ok", "error" -> {
				int step = HranaJson.number(condition, "step");
				if (step < 0 || step >= steps) {
					throw RefusedRequest.malformed("Invalid reference to step in a condition: " + step);
				}
			}
			case "not" -> check(HranaJson.child(condition, "cond"), steps);
			case "and", "or" -> HranaJson.list(condition, "conds").forEach((each) -> check(each, steps));
			case "is_autocommit" -> {
				if (this.version < 3) {
					throw RefusedRequest.malformed(
							"BatchCond of type `is_autocommit` is only supported in protocol version hrana3 and higher");
				}
			}
			default -> throw RefusedRequest.malformed("BatchCond type '" + type + "' not recognized");
		}
	}

	private boolean holds(JsonNode condition) {
		return switch (HranaJson.type(condition)) {
			case "ok" -> this.results.get(HranaJson.number(condition, "step")) != null;
			case "error" -> this.errors.get(HranaJson.number(condition, "step")) != null;
			case "not" -> !holds(HranaJson.child(condition, "cond"));
			case "and" -> all(condition, true);
			case "or" -> !all(condition, false);
			default -> this.stream.isAutocommit();
		};
	}

	private boolean all(JsonNode condition, boolean wanted) {
		for (JsonNode each : HranaJson.list(condition, "conds")) {
			if (holds(each) != wanted) {
				return false;
			}
		}
		return true;
	}

	ObjectNode result() {
		ObjectNode result = HranaJson.object();
		ArrayNode stepResults = result.putArray("step_results");
		ArrayNode stepErrors = result.putArray("step_errors");
		for (int i = 0; i < this.results.size(); i++) {
			HranaError error = this.errors.get(i);
			stepResults.add(this.results.get(i));
			stepErrors.add((error != null) ? HranaJson.error(error) : null);
		}
		result.putNull("replication_index");
		return result;
	}

	/** The same, as the entries of a cursor. */
	List<ObjectNode> entries() {
		List<ObjectNode> entries = new ArrayList<>();
		for (int step = 0; step < this.results.size(); step++) {
			ObjectNode result = this.results.get(step);
			HranaError error = this.errors.get(step);
			if (result != null) {
				ObjectNode begin = entry("step_begin").put("step", step);
				begin.set("cols", result.get("cols"));
				entries.add(begin);
				for (JsonNode row : result.get("rows")) {
					ObjectNode entry = entry("row");
					entry.set("row", row);
					entries.add(entry);
				}
				ObjectNode end = entry("step_end");
				end.set("affected_row_count", result.get("affected_row_count"));
				end.set("last_insert_rowid", result.get("last_insert_rowid"));
				entries.add(end);
			}
			else if (error != null) {
				ObjectNode entry = entry("step_error").put("step", step);
				entry.set("error", HranaJson.error(error));
				entries.add(entry);
			}
		}
		entries.add(entry("replication_index").putNull("replication_index"));
		return entries;
	}

	private static ObjectNode entry(String type) {
		return HranaJson.object().put("type", type);
	}

}
