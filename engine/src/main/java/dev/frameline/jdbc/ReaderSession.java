package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import dev.frameline.database.Guard;
import dev.frameline.write.ConnectionPragmas;
import org.jspecify.annotations.Nullable;

/**
 * A raw reader, opened when it is first needed and again when the file was replaced under it. Everything that takes a
 * snapshot goes through the guard.
 */
final class ReaderSession {

	private final Backend backend;

	private final Snapshots.Held snapshot;

	private final LastRowId lastRowId = new LastRowId();

	private final Runnable whenIdle = this::rowsRead;

	private @Nullable Connection raw;

	private @Nullable Handle handle;

	private ConnectionPragmas applied = new ConnectionPragmas();

	private @Nullable ReadTransactions control;

	private int epoch;

	private boolean inTransaction;

	private Object seen = new Object();

	ReaderSession(Backend backend) {
		this.backend = backend;
		this.snapshot = backend.snapshots().place();
	}

	/** Runs outside a transaction: on a snapshot of its own, unless older rows are still being read. */
	Outcome run(Execution execution, Map<String, String> pragmas) throws SQLException {
		Handle handle = handle();
		Object visible = this.backend.guard().visible();
		Outcome outcome = this.backend.guard().begin(handle.raw(), new Guard.Step<Outcome>() {

			@Override
			public Outcome run() throws SQLException {
				ReaderSession.this.applied.apply(handle.raw(), pragmas);
				return execution.on(handle);
			}

			@Override
			public void undo(Outcome outcome) throws SQLException {
				outcome.close();
			}

		});
		if (!handle.isReading()) {
			this.seen = visible;
		}
		return hold(handle, outcome);
	}

	/** The snapshot is held from the first rows that are being read to the last. */
	private Outcome hold(Handle handle, Outcome outcome) {
		boolean first = !handle.isReading();
		handle.track(outcome);
		if (first && handle.isReading()) {
			this.snapshot.take(this.backend.time().nanos());
		}
		return outcome;
	}

	/** Perhaps of somebody who used the raw reader before: then others may be reading now. */
	private void rowsRead() {
		if (isIdle()) {
			this.snapshot.release();
		}
	}

	/** What {@code last_insert_rowid()} is to answer here. */
	void lastRowId(long value) {
		this.lastRowId.set(value);
	}

	/** Whether what runs next here sees all that is visible now. */
	boolean isCurrent() {
		return !isReading() || this.seen == this.backend.guard().visible();
	}

	/** Whether no rows are being read. */
	boolean isIdle() {
		return !isReading() && !this.inTransaction;
	}

	/** Begins a read transaction, with its snapshot taken. Answers the token of what was visible before. */
	Object begin(Map<String, String> pragmas) throws SQLException {
		Handle handle = handle();
		Object visible = this.backend.guard().visible();
		this.backend.guard().begin(handle.raw(), new Guard.Step<Handle>() {

			@Override
			public Handle run() throws SQLException {
				ReaderSession.this.applied.apply(handle.raw(), pragmas);
				control(handle.raw()).begin();
				return handle;
			}

			@Override
			public void undo(Handle begun) throws SQLException {
				control(begun.raw()).end();
			}

		});
		this.inTransaction = true;
		this.snapshot.take(this.backend.time().nanos());
		return visible;
	}

	/** Runs inside the transaction that {@link #begin} began. */
	Outcome runInside(Execution execution) throws SQLException {
		return handle().track(execution.on(handle()));
	}

	void savepoint(String sql) throws SQLException {
		try (Statement statement = handle().raw().createStatement()) {
			statement.execute(sql);
		}
	}

	/** Ends the read transaction; closes what it left open. */
	void end() throws SQLException {
		if (this.inTransaction) {
			Connection raw = handle().raw();
			rest();
			this.inTransaction = false;
			control(raw).end();
		}
	}

	/** Closes what is open on it, before it goes to somebody else. */
	void rest() throws SQLException {
		if (this.handle != null) {
			this.handle.close();
			this.handle = null;
		}
		this.snapshot.release();
	}

	void close() throws SQLException {
		try {
			rest();
		}
		finally {
			this.snapshot.close();
			Connection raw = this.raw;
			this.raw = null;
			this.control = null;
			if (raw != null) {
				raw.close();
			}
		}
	}

	private boolean isReading() {
		return this.handle != null && this.handle.isReading();
	}

	private Handle handle() throws SQLException {
		if (this.raw == null || isIdle() && this.epoch != this.backend.epoch()) {
			close();
			this.epoch = this.backend.epoch();
			this.raw = this.backend.openReader();
			this.snapshot.open();
			this.lastRowId.on(this.raw);
			this.applied = new ConnectionPragmas();
		}
		if (this.handle == null) {
			this.handle = new Handle(this.raw, this.whenIdle);
		}
		return this.handle;
	}

	private ReadTransactions control(Connection raw) throws SQLException {
		if (this.control == null) {
			this.control = new ReadTransactions(raw);
		}
		return this.control;
	}

}
