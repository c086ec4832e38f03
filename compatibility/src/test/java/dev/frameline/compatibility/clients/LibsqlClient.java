package dev.frameline.compatibility.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A client of the npm package {@code libsql}, which has a copy of the database. */
final class LibsqlClient extends ScriptedClient {

	private final Path file;

	private LibsqlClient(Path file, NodeScript script) {
		super(script);
		this.file = file;
	}

	/**
	 * Starts a process. Nothing is opened yet.
	 * @param modules where the package {@code libsql} is
	 * @param file the client's copy of the database
	 */
	static LibsqlClient start(Path modules, Path file) throws IOException {
		Path errors = file.resolveSibling(file.getFileName() + ".err");
		return new LibsqlClient(file, NodeScript.start("libsql.js", modules, errors));
	}

	/** The client's copy of the database. */
	Path file() {
		return this.file;
	}

	/**
	 * Opens the copy, in the mode in which writes stay local until they are pushed. Without a copy it fetches one.
	 * @param url of the primary
	 */
	LibsqlClient open(String url, String token) {
		return open(url, token, true);
	}

	/** Opens the copy, in the mode in which the primary runs what writes. */
	LibsqlClient openClassic(String url, String token) {
		return open(url, token, false);
	}

	private LibsqlClient open(String url, String token, boolean offline) {
		ObjectNode details = details().put("file", this.file.toString());
		ask("open", details.put("url", url).put("token", token).put("offline", offline));
		return this;
	}

	/** Runs statements that have no parameters and whose rows nobody wants. */
	void exec(String sql) {
		ask("exec", details().put("sql", sql));
	}

	/** @return how many rows it changed */
	int update(String sql, @Nullable Object... parameters) {
		return ask("update", details(sql, parameters)).asInt();
	}

	/** @return rows of {@code Long}, {@code Double}, {@code String}, {@code byte[]} and {@code null} */
	List<List<@Nullable Object>> query(String sql, @Nullable Object... parameters) {
		return rows(ask("query", details(sql, parameters)));
	}

	/** Runs statements in one transaction. */
	void transaction(String... statements) {
		ask("transaction", statements(statements));
	}

	/** Runs statements in a transaction that throws in the end. */
	void failingTransaction(String... statements) {
		ask("transaction", statements(statements).put("failing", true));
	}

	/** Pushes, if anything was written here; otherwise pulls. */
	void sync() {
		ask("sync", details());
	}

}
