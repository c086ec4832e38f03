package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of the npm package {@code @libsql/client} over HTTP, which has no copy of the database. */
final class RemoteClient extends ScriptedClient {

	private RemoteClient(NodeScript script) {
		super(script);
	}

	/**
	 * Starts a process.
	 * @param modules where the package is
	 * @param url of the primary. The client drops all that follows the last slash
	 */
	static RemoteClient start(Path modules, Path errors, String url, String token) throws IOException {
		RemoteClient client = new RemoteClient(NodeScript.start("libsql-client.js", modules, errors));
		client.ask("open", details().put("url", url + "/").put("token", token));
		return client;
	}

	/** In the transaction, if one is open. */
	List<List<@Nullable Object>> query(String sql, @Nullable Object... parameters) {
		return rows(ask("execute", details(sql, parameters)).path("rows"));
	}

	/** In the transaction, if one is open. */
	int update(String sql, @Nullable Object... parameters) {
		return ask("execute", details(sql, parameters)).path("changes").asInt();
	}

	/** @return the row id of the row that it inserted */
	long insert(String sql, @Nullable Object... parameters) {
		return Long.parseLong(ask("execute", details(sql, parameters)).path("rowId").asString());
	}

	/**
	 * Runs statements in one transaction.
	 * @return the rows of the last
	 */
	List<List<@Nullable Object>> batch(String mode, String... statements) {
		JsonNode results = ask("batch", statements(statements).put("mode", mode));
		return rows(results.path(results.size() - 1).path("rows"));
	}

	void executeMultiple(String sql) {
		ask("executeMultiple", details().put("sql", sql));
	}

	void migrate(String... statements) {
		ask("migrate", statements(statements));
	}

	/** @param mode {@code read}, {@code write} or {@code deferred} */
	void begin(String mode) {
		ask("begin", details().put("mode", mode));
	}

	void commit() {
		ask("commit", details());
	}

	void rollback() {
		ask("rollback", details());
	}

}
