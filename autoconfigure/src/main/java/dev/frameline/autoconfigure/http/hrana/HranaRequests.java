package dev.frameline.autoconfigure.http.hrana;

import dev.frameline.jdbc.SqlText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Does what a pipeline asks of a stream, one after the other; one that fails keeps none from the next. */
final class HranaRequests {

	private final SqlStream stream;

	private final StatementRun run;

	private final int version;

	HranaRequests(SqlStream stream, StatementRun run, int version) {
		this.stream = stream;
		this.run = run;
		this.version = version;
	}

	ArrayNode all(ArrayNode requests) {
		ArrayNode results = HranaJson.array();
		for (JsonNode request : requests) {
			ObjectNode result = results.addObject();
			try {
				ObjectNode response = one(HranaJson.object(request, "a request"));
				result.put("type", "ok");
				result.set("response", response);
			}
			catch (HranaException ex) {
				result.put("type", "error");
				result.set("error", HranaJson.error(ex.error()));
			}
		}
		return results;
	}

	private ObjectNode one(ObjectNode request) throws HranaException {
		String type = HranaJson.type(request);
		ObjectNode response = HranaJson.object().put("type", type);
		if (!type.equals("close") && this.stream.isClosed()) {
			throw RefusedRequest.malformed("The stream was closed by an earlier request of this pipeline");
		}
		switch (type) {
			case "close" -> this.stream.close();
			case "execute" -> {
				ObjectNode stmt = HranaJson.child(request, "stmt");
				response.set("result", this.stream.run(this.stream.sql(stmt), stmt, this.run));
			}
			case "batch" -> {
				BatchRun batch = new BatchRun(this.stream, this.version);
				batch.run(HranaJson.child(request, "batch"), this.run);
				response.set("result", batch.result());
			}
			case "sequence" -> sequence(this.stream.sql(request));
			case "describe" -> response.set("result",
					StatementDescription.of(this.stream, StatementRun.single(this.stream.sql(request))));
			case "store_sql" -> store(request);
			case "close_sql" -> this.stream.forget(HranaJson.number(request, "sql_id"));
			case "get_autocommit" -> {
				requireThree("The `get_autocommit` request");
				response.put("is_autocommit", this.stream.isAutocommit());
			}
			default -> throw RefusedRequest.malformed("StreamRequest type '" + type + "' not recognized");
		}
		return response;
	}

	/** The first statement that fails is the last one. */
	private void sequence(String script) throws HranaException {
		ObjectNode nothing = HranaJson.object().put("want_rows", false);
		for (String statement : SqlText.statements(script)) {
			this.stream.run(statement, nothing, this.run);
		}
	}

	private void store(ObjectNode request) throws HranaException {
		String sql = HranaJson.textOrNull(request, "sql");
		if (sql == null) {
			throw RefusedRequest.malformed("Expected 'sql'");
		}
		this.stream.store(HranaJson.number(request, "sql_id"), sql);
	}

	private void requireThree(String what) {
		if (this.version < 3) {
			throw RefusedRequest.malformed(what + " is only supported in protocol version hrana3 and higher");
		}
	}

}
