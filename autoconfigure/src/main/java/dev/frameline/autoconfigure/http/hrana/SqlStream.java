package dev.frameline.autoconfigure.http.hrana;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

import javax.sql.DataSource;

import dev.frameline.jdbc.SqlText;
import dev.frameline.jdbc.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stream: the SQL texts that were stored with it, a connection while a request runs or a transaction is open, and the
 * thread that all of it is used on.
 */
final class SqlStream {

	private static final Logger logger = LoggerFactory.getLogger(SqlStream.class);

	/** As libSQL's server has them. */
	private static final int MOST_TEXTS = 50;

	private static final int LONGEST_TEXT = 5000;

	private final long number;

	private final DataSource source;

	private final boolean mayWrite;

	private final ExecutorService thread;

	private final Map<Integer, String> texts = new HashMap<>();

	private @Nullable Connection connection;

	/** Whether the transaction was begun to read only. */
	private boolean reading;

	private boolean closed;

	/**
	 * @param mayWrite whether whoever has opened it may
	 * @param thread ends with it
	 */
	SqlStream(long number, DataSource source, boolean mayWrite, ExecutorService thread) {
		this.number = number;
		this.source = source;
		this.mayWrite = mayWrite;
		this.thread = thread;
	}

	long number() {
		return this.number;
	}

	boolean mayWrite() {
		return this.mayWrite;
	}

	ExecutorService thread() {
		return this.thread;
	}

	Connection connection() throws SQLException {
		if (this.connection == null) {
			this.connection = this.source.getConnection();
			this.connection.setReadOnly(!this.mayWrite);
		}
		return this.connection;
	}

	boolean isClosed() {
		return this.closed;
	}

	/** Whether statements are transactions of their own. */
	boolean isAutocommit() {
		try {
			return this.connection == null || !this.connection.unwrap(TransactionStatus.class).isInTransaction();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// -- texts

	/** The SQL of a statement, a sequence or a description, as it is or as it was stored. */
	String sql(JsonNode asked) {
		String sql = HranaJson.textOrNull(asked, "sql");
		Integer id = HranaJson.numberOrNull(asked, "sql_id");
		if ((sql == null) == (id == null)) {
			throw RefusedRequest.malformed((sql == null) ? "Neither `sql` nor `sql_id` has been specified"
					: "Both `sql` and `sql_id` cannot be specified");
		}
		String found = (sql != null) ? sql : this.texts.get(id);
		if (found == null) {
			throw RefusedRequest.malformed("SQL text " + id + " not found");
		}
		return found;
	}

	void store(int id, String sql) throws HranaException {
		if (this.texts.containsKey(id)) {
			throw RefusedRequest.malformed("SQL text " + id + " already exists");
		}
		if (this.texts.size() >= MOST_TEXTS) {
			throw new HranaException("SQL_STORE_TOO_MANY",
					"The server already stores " + this.texts.size() + " SQL texts, it cannot store more");
		}
		if (sql.length() > LONGEST_TEXT) {
			throw new HranaException("SQL_STORE_TOO_LARGE",
					"The statement is too large to be stored: " + sql.length() + "/" + LONGEST_TEXT);
		}
		this.texts.put(id, sql);
	}

	void forget(int id) {
		this.texts.remove(id);
	}

	// -- statements

	ObjectNode run(String sql, JsonNode stmt, StatementRun run) throws HranaException {
		String one = StatementRun.single(sql);
		try {
			return run.run(this, beginsReading(one) ? "BEGIN" : one, stmt);
		}
		catch (HranaException ex) {
			if (!this.mayWrite && ex.error().code().equals("SQLITE_READONLY")) {
				throw RefusedRequest.forbidden();
			}
			throw ex;
		}
		finally {
			if (this.reading && isAutocommit()) {
				this.reading = false;
				readOnly(!this.mayWrite);
			}
		}
	}

	/** libSQL's clients begin with {@code BEGIN TRANSACTION READONLY}, which SQLite does not know. */
	private boolean beginsReading(String sql) {
		List<String> words = SqlText.words(sql, 3);
		boolean begins = words.contains("READONLY") && words.get(0).equals("BEGIN") && isAutocommit();
		if (begins) {
			readOnly(true);
			this.reading = true;
		}
		return begins;
	}

	private void readOnly(boolean readOnly) {
		try {
			connection().setReadOnly(readOnly);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Keeps nothing from others until the next request, unless that is a transaction's. */
	void rest() {
		if (isAutocommit()) {
			giveBack();
		}
	}

	/** Rolls back. On its thread. */
	void close() {
		if (!this.closed) {
			this.closed = true;
			giveBack();
			this.thread.shutdown();
		}
	}

	private void giveBack() {
		try {
			if (this.connection != null) {
				this.connection.close();
			}
		}
		catch (SQLException ex) {
			logger.warn("A stream's connection could not be closed cleanly", ex);
		}
		this.connection = null;
	}

}
