package dev.frameline.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on the writer. Every statement runs while synchronized on the path's {@link Transaction}, between
 * asking whether it is open and the statement's end; otherwise it could commit by itself.
 */
final class WriteWork implements Work {

	private final String database;

	private final Transaction transaction;

	private final Handle handle;

	private final ReadWork.Lease lease;

	private boolean temp;

	private boolean finished;

	private boolean givenBack;

	private @Nullable SQLException ending;

	/** @param lease gives the pooled writer back afterwards */
	WriteWork(String database, WritePath path, Transaction transaction, ReadWork.Lease lease) {
		this.database = database;
		this.transaction = transaction;
		this.handle = new Handle(path.connection());
		this.lease = lease;
		transaction.beforeExpiry(this::expire);
	}

	@Override
	public Outcome run(Execution execution, boolean writes) throws SQLException {
		Outcome outcome = step(() -> execution.on(this.handle));
		outcome.within((rows) -> step(rows::next));
		return outcome;
	}

	/** Runs something that makes or drops TEMP objects; what is left of them is dropped at the end. */
	Outcome runTemp(Execution execution) throws SQLException {
		this.temp = true;
		return run(execution, true);
	}

	@Override
	public void savepoint(String sql) throws SQLException {
		step(() -> execute(sql));
	}

	@Override
	public boolean isOpen() {
		return !this.finished && this.transaction.isOpen();
	}

	@Override
	public void commit() throws SQLException {
		if (!this.transaction.isOpen()) {
			SQLException ended = Failures.ended(this.database, this.ending);
			rollback();
			throw ended;
		}
		step(() -> {
			dropTemp();
			this.handle.close();
			return null;
		});
		try {
			this.transaction.commit();
		}
		catch (SQLException ex) {
			if (!this.transaction.isOpen()) {
				finish();
			}
			throw ex;
		}
		finish();
	}

	@Override
	public void rollback() throws SQLException {
		if (!this.finished) {
			try {
				synchronized (this.transaction) {
					this.handle.close();
				}
			}
			finally {
				try {
					this.transaction.rollback();
				}
				finally {
					finish();
				}
			}
		}
	}

	private void finish() throws SQLException {
		if (!this.finished) {
			this.finished = true;
			giveBack();
		}
	}

	/** The lane goes on to somebody who will need the pooled writer, while our user may never come back. */
	private void expire() throws SQLException {
		try {
			this.handle.close();
		}
		finally {
			giveBack();
		}
	}

	private synchronized void giveBack() throws SQLException {
		if (!this.givenBack) {
			this.givenBack = true;
			this.lease.close();
		}
	}

	private <T extends @Nullable Object> T step(Step<T> step) throws SQLException {
		synchronized (this.transaction) {
			if (!this.transaction.isOpen()) {
				throw Failures.ended(this.database, this.ending);
			}
			try {
				return step.run();
			}
			catch (SQLException ex) {
				if (this.ending == null && !this.transaction.isOpen()) {
					this.ending = ex;
				}
				throw ex;
			}
		}
	}

	private @Nullable Void execute(String sql) throws SQLException {
		try (Statement statement = this.handle.raw().createStatement()) {
			statement.execute(sql);
			return null;
		}
	}

	/** Views and triggers first: dropping a table leaves them dangling. */
	private void dropTemp() throws SQLException {
		if (!this.temp) {
			return;
		}
		List<String> drops = new ArrayList<>();
		try (Statement statement = this.handle.raw().createStatement();
				ResultSet left = statement.executeQuery("SELECT type, name FROM sqlite_temp_schema"
						+ " WHERE type IN ('trigger', 'view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
						+ " ORDER BY type = 'table', type = 'view'")) {
			while (left.next()) {
				drops.add("DROP " + left.getString(1) + " IF EXISTS temp.\"" + left.getString(2).replace("\"", "\"\"")
						+ "\"");
			}
		}
		for (String drop : drops) {
			execute(drop);
		}
	}

	private interface Step<T extends @Nullable Object> {

		T run() throws SQLException;

	}

}
