package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Decides for each statement of a connection where it runs: alone, in the open transaction, or as one that begins or
 * ends it. The same rules hold on every connection; {@link Places} says where that connection's work is done.
 */
final class TransactionControl {

	private final String database;

	private final Places places;

	private final Savepoints savepoints = new Savepoints();

	/** Never changed in place: whoever was given it keeps what it was. */
	private Map<String, String> pragmas = Map.of();

	private boolean autoCommit = true;

	private @Nullable Opened opened;

	private @Nullable Work work;

	TransactionControl(String database, Places places) {
		this.database = database;
		this.places = places;
	}

	boolean isAutoCommit() {
		return this.autoCommit;
	}

	/** Whether statements belong to a transaction, begun or not. */
	boolean inTransaction() {
		return !this.autoCommit || this.opened != null;
	}

	/** Whether statements belong to a transaction that goes on. One begun as text that does not is forgotten. */
	boolean isOpen() throws SQLException {
		if (this.opened != null && this.work != null && !this.work.isOpen()) {
			rollback();
		}
		return inTransaction();
	}

	/** Whether a transaction has done its first statement. */
	boolean hasBegun() {
		return this.work != null;
	}

	void setAutoCommit(boolean autoCommit) throws SQLException {
		if (autoCommit && inTransaction()) {
			commit();
		}
		this.autoCommit = autoCommit;
	}

	Outcome run(Execution execution) throws SQLException {
		SqlKind kind = execution.kind();
		if (kind instanceof SqlKind.Plain) {
			return plain(execution, execution.isBatch());
		}
		if (execution.isBatch() && !(kind instanceof SqlKind.Write)) {
			throw Failures.refused(this.database, "a batch takes statements that write, not: " + execution.sql());
		}
		if (kind instanceof SqlKind.Write) {
			return plain(execution, true);
		}
		if (kind instanceof SqlKind.Setting setting) {
			return set(setting);
		}
		if (kind instanceof SqlKind.Refused refused) {
			throw Failures.refused(this.database, refused.sentence());
		}
		if (kind instanceof SqlKind.Temp) {
			return temp(execution);
		}
		if (kind instanceof SqlKind.Vacuum) {
			return vacuum(execution);
		}
		control(kind);
		return Outcome.count(0, null);
	}

	void commit() throws SQLException {
		Work work = this.work;
		if (work != null) {
			try {
				work.commit();
			}
			catch (SQLException ex) {
				if (!work.isOpen()) {
					forget(work, ex);
				}
				throw ex;
			}
		}
		clear();
	}

	void rollback() throws SQLException {
		Work work = this.work;
		clear();
		if (work != null) {
			work.rollback();
		}
	}

	void setSavepoint(String name) throws SQLException {
		boolean outside = !inTransaction();
		work().savepoint("SAVEPOINT " + quoted(name));
		this.savepoints.add(key(name));
		if (outside) {
			this.opened = Opened.BY_SAVEPOINT;
		}
	}

	void releaseSavepoint(String name) throws SQLException {
		requireSavepoint(name);
		if (this.opened == Opened.BY_SAVEPOINT && this.savepoints.isOutermost(key(name))) {
			commit();
			return;
		}
		work().savepoint("RELEASE " + quoted(name));
		this.savepoints.release(key(name));
	}

	void rollbackToSavepoint(String name) throws SQLException {
		requireSavepoint(name);
		work().savepoint("ROLLBACK TO " + quoted(name));
		this.savepoints.rollBackTo(key(name));
	}

	private Outcome plain(Execution execution, boolean writes) throws SQLException {
		if (inTransaction()) {
			return work().run(execution, writes);
		}
		return this.places.runAlone(execution, writes, this.pragmas);
	}

	private void control(SqlKind kind) throws SQLException {
		if (kind instanceof SqlKind.Begin begin) {
			begin(begin.immediate());
		}
		else if (kind instanceof SqlKind.Commit) {
			requireTransaction("commit");
			commit();
		}
		else if (kind instanceof SqlKind.Rollback) {
			requireTransaction("rollback");
			rollback();
		}
		else if (kind instanceof SqlKind.SavepointSet savepoint) {
			setSavepoint(savepoint.name());
		}
		else if (kind instanceof SqlKind.SavepointRelease savepoint) {
			releaseSavepoint(savepoint.name());
		}
		else if (kind instanceof SqlKind.SavepointRollback savepoint) {
			rollbackToSavepoint(savepoint.name());
		}
	}

	private void begin(boolean immediate) throws SQLException {
		if (this.opened != null || this.work != null) {
			throw new SQLException("Database '" + this.database
					+ "': cannot start a transaction within a transaction", "25001");
		}
		if (this.autoCommit) {
			this.opened = Opened.BY_BEGIN;
		}
		if (immediate) {
			try {
				this.work = this.places.open(true, this.pragmas);
			}
			catch (SQLException ex) {
				this.opened = null;
				throw ex;
			}
		}
	}

	private void requireTransaction(String what) throws SQLException {
		if (!inTransaction()) {
			throw new SQLException("Database '" + this.database + "': cannot " + what + " - no transaction is active",
					"25000");
		}
	}

	private void requireSavepoint(String name) throws SQLException {
		if (!this.savepoints.contains(key(name))) {
			throw new SQLException("Database '" + this.database + "': no such savepoint: " + name, "3B001");
		}
	}

	private Outcome set(SqlKind.Setting setting) throws SQLException {
		if (this.work != null || this.places.isPinned()) {
			throw Failures.refused(this.database, "PRAGMA " + setting.name()
					+ " is to be set before the first statement of a transaction and before TEMP objects are made:"
					+ " within a transaction SQLite would ignore it, or it would outlive it");
		}
		if (!setting.name().equals("busy_timeout")) {
			Map<String, String> pragmas = new HashMap<>(this.pragmas);
			pragmas.put(setting.name(), setting.value());
			this.pragmas = pragmas;
		}
		return Outcome.count(0, null);
	}

	private Outcome temp(Execution execution) throws SQLException {
		if (!inTransaction()) {
			return this.places.runTemp(execution, this.pragmas);
		}
		Work work = work();
		WriteWork writing = (work instanceof DeferredWork deferred) ? deferred.move()
				: (work instanceof WriteWork write) ? write : null;
		if (writing == null) {
			throw Failures.readOnly(this.database, execution.sql());
		}
		writing.allowTemp();
		this.places.pin(writing);
		return writing.run(execution, true);
	}

	private Outcome vacuum(Execution execution) throws SQLException {
		if (inTransaction()) {
			throw new SQLException("Database '" + this.database + "': cannot VACUUM from within a transaction",
					"25001");
		}
		this.places.vacuum(execution.sql());
		return Outcome.count(0, null);
	}

	private Work work() throws SQLException {
		Work work = this.work;
		if (work == null) {
			work = this.places.open(false, this.pragmas);
			this.work = work;
		}
		return work;
	}

	private void clear() {
		this.work = null;
		this.opened = null;
		this.savepoints.clear();
	}

	/** The transaction is over, though its commit failed. */
	private void forget(Work work, SQLException failure) {
		clear();
		try {
			work.rollback();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	private static String quoted(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	/** How a transaction was opened as SQL text, in auto-commit mode. */
	private enum Opened {

		BY_BEGIN, BY_SAVEPOINT

	}

	/** Where a connection's work is done. */
	interface Places {

		/** Runs a statement outside of any transaction. */
		Outcome runAlone(Execution execution, boolean writes, Map<String, String> pragmas) throws SQLException;

		/** Begins a transaction. @param immediate whether it wants the writer at once */
		Work open(boolean immediate, Map<String, String> pragmas) throws SQLException;

		void vacuum(String sql) throws SQLException;

		/** Runs what makes or drops TEMP objects outside of any transaction. */
		Outcome runTemp(Execution execution, Map<String, String> pragmas) throws SQLException;

		/** A transaction is about to make TEMP objects. */
		void pin(WriteWork writing);

		/** Whether TEMP objects pin the connection to the writer. */
		boolean isPinned();

	}

}
